package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/reach"
	"github.com/subaud/subaud/internal/report"
)

// graphCommand prints who can become what.
func (p *program) graphCommand() *cobra.Command {
	var scan scanFlags
	var configs configFlags
	var file string
	format := enum{value: "json", allowed: []string{"json", "dot", "mermaid"}}
	cmd := &cobra.Command{
		Use:   "graph [PATH...]",
		Short: "Print who can become what",
		Long: "Print the graph of who can become what: pods, service accounts, users and groups, roles,\n" +
			"issuers, and the steps from one to another with the places that show them, as JSON\n" +
			"(docs/reference/graph.schema.json), or to be drawn by Graphviz or Mermaid. A step that\n" +
			"is not certain is dashed, and in JSON says what would decide it.\n\n" +
			"Exit codes: 0; 2 usage; 3 not all could be analysed.",
		Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := p.reachOf(args, scan, configs)
			if err != nil {
				return err
			}
			return p.writeTo(file, func(w io.Writer) error {
				secrets := facts.NewRedactor(s.bundle.Secrets())
				switch format.value {
				case "dot":
					return s.reach.WriteDOT(w, secrets)
				case "mermaid":
					return s.reach.WriteMermaid(w, secrets)
				}
				return s.reach.WriteJSON(w, secrets)
			})
		},
	}
	enumVar(cmd, &format, "format", "how to write the graph")
	cmd.Flags().StringVarP(&file, "output", "o", "", "write to `FILE` in place of standard output")
	scan.define(cmd.Flags())
	configs.define(cmd.Flags())
	return cmd
}

// reached is a tree with its graph of who can become what.
type reached struct {
	*scanned
	graph *link.Graph
	reach *reach.Graph
}

// reachOf reads a tree and builds its graph.
func (p *program) reachOf(paths []string, flags scanFlags, configs configFlags) (*reached, error) {
	if err := p.accept(paths, flags); err != nil {
		return nil, err
	}
	st, err := p.settings(paths, flags.stdinName, configs)
	if err != nil {
		return nil, err
	}
	s, err := p.scan(paths, flags, st)
	if err != nil {
		return nil, err
	}
	if report.Unanalysed(s.problems()) > 0 {
		p.code = ExitIncomplete
	}
	g := st.link(s.bundle)
	return &reached{scanned: s, graph: g, reach: reach.New(g)}, nil
}

// writeTo writes to a file, whole or not at all, or to standard output.
func (p *program) writeTo(file string, write func(io.Writer) error) error {
	if file == "" {
		return write(p.stdout)
	}
	var b bytes.Buffer
	err := write(&b)
	if err == nil {
		err = writeFile(file, b.Bytes())
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return nil
}

// errQuestion is what who-can is to be asked.
var errQuestion = errors.New("who-can: want become KIND/NAME (become role/app, become ksa/NAMESPACE/NAME), or VERB RESOURCE (create pods -n NAMESPACE)")
