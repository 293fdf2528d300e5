package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/rbac"
	"github.com/subaud/subaud/internal/reach"
	"github.com/subaud/subaud/internal/report"
)

// whoCanFlags say in which namespace a permission is asked about, and how the
// answer is written.
type whoCanFlags struct {
	scan      scanFlags
	config    configFlags
	namespace string
	format    enum
}

// whoCanCommand tells who can become an identity, or do something in a cluster.
func (p *program) whoCanCommand() *cobra.Command {
	f := &whoCanFlags{format: enum{value: "text", allowed: []string{"text", "json"}}}
	cmd := &cobra.Command{
		Use:   "who-can (become KIND/NAME | VERB RESOURCE [-n NAMESPACE]) [PATH...]",
		Short: "Tell who can become an identity, or do something in the cluster, and why",
		Long: "Tell who can become an identity (role/NAME, ksa/NAMESPACE/NAME, gsa/EMAIL, group/NAME and\n" +
			"whatever else subaud graph shows), by which steps, and which files show them; or who may\n" +
			"do something in the cluster, by the roles and bindings of the tree: create pods,\n" +
			"\"create pods/exec\", \"update roles.rbac.authorization.k8s.io\". Without -n the question is\n" +
			"about the whole cluster. What is not certain is told as possible, with what would decide it.\n\n" +
			"Exit codes: 0; 2 usage; 3 not all could be analysed.",
		Example: "  subaud who-can become role/payments-ledger .\n  subaud who-can create pods/exec -n payments .",
		Args:    cobra.ArbitraryArgs,
		RunE:    func(_ *cobra.Command, args []string) error { return p.whoCan(args, f) },
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			switch len(args) {
			case 0:
				return whoCanVerbs(), cobra.ShellCompDirectiveNoFileComp
			case 1:
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return nil, cobra.ShellCompDirectiveDefault
		},
	}
	enumVar(cmd, &f.format, "format", "how to write the answer")
	cmd.Flags().StringVarP(&f.namespace, "namespace", "n", "", "the `NAMESPACE` that a permission is asked about")
	f.scan.define(cmd.Flags())
	f.config.define(cmd.Flags())
	return cmd
}

// become is the word that asks about identities; all others are verbs.
const become = "become"

func whoCanVerbs() []cobra.Completion {
	out := []cobra.Completion{cobra.CompletionWithDesc(become, "an identity")}
	for _, v := range []string{"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "impersonate", "bind", "escalate"} {
		out = append(out, v)
	}
	return out
}

func (p *program) whoCan(args []string, f *whoCanFlags) error {
	if len(args) < 2 {
		return errQuestion
	}
	verb, what, paths := args[0], args[1], args[2:]
	if verb == become && f.namespace != "" {
		return fmt.Errorf("--namespace is about permissions: to become a service account is ksa/%s/NAME", f.namespace)
	}
	s, err := p.reachOf(paths, f.scan, f.config)
	if err != nil {
		return err
	}
	secrets := facts.NewRedactor(s.bundle.Secrets())
	var answers reach.Answers
	if verb == become {
		answers, err = s.become(what, secrets)
	} else {
		answers, err = s.may(verb, what, f.namespace, secrets)
	}
	if err != nil {
		return err
	}
	if f.format.value == "json" {
		return answers.WriteJSON(p.stdout)
	}
	return writeAnswers(p.stdout, answers)
}

// become answers who can become the nodes with an id.
func (s *reached) become(id string, secrets *facts.Redactor) (reach.Answers, error) {
	found := s.reach.Find(id)
	if len(found) == 0 {
		var ids []string
		for _, n := range s.reach.Nodes {
			ids = append(ids, n.ID)
		}
		return reach.Answers{}, unknown("identity", id, ids)
	}
	return s.reach.Become(found, become+" "+id, secrets), nil
}

// may answers who may do something.
func (s *reached) may(verb, resource, namespace string, secrets *facts.Redactor) (reach.Answers, error) {
	q, ok := rbac.ParseRequest(verb + " " + resource)
	if !ok {
		return reach.Answers{}, errQuestion
	}
	if q.Group == "" {
		q.Group = rbac.GroupOf(q.Resource)
	}
	q.Namespace = namespace
	return reach.Permitted(s.graph, q, secrets), nil
}

// writeAnswers writes answers for people.
func writeAnswers(w io.Writer, a reach.Answers) error {
	var b strings.Builder
	line := func(format string, args ...any) { b.WriteString(report.Escape(fmt.Sprintf(format, args...)) + "\n") }
	certain := 0
	for _, one := range a.Answers {
		if one.Decision == "certain" {
			certain++
		}
		line("%s: %s", one.Decision, one.Name)
		for i, e := range one.Steps {
			line("  %d. %s", i+1, e.Message)
			writeNotes(line, e.Evidence)
			for _, s := range e.Assumptions {
				line("       taking it that %s", s)
			}
		}
		writeNotes(line, one.Evidence)
		if len(one.Symbols) > 0 {
			line("     depends on %s", strings.Join(one.Symbols, ", "))
		}
		line("")
	}
	line("who can %s: %d certain, %d possible", a.Question, certain, len(a.Answers)-certain)
	_, err := io.WriteString(w, b.String())
	return err
}

func writeNotes(line func(string, ...any), in []reach.NoteJSON) {
	for _, n := range in {
		if n.Location == nil {
			line("       %s", n.Message)
			continue
		}
		line("       %s (%s:%d:%d)", n.Message, n.Location.Path, n.Location.Start.Line, n.Location.Start.Column)
	}
}
