package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/link"
	"github.com/subaud/subaud/internal/repair"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// admitsFlags say which token is asked about, and which role.
type admitsFlags struct {
	scan     scanFlags
	config   configFlags
	claims   string
	claim    []string
	workload string
	role     string
	format   enum
}

// maxClaims bounds the file of a token's claims, in bytes.
const maxClaims = 1 << 20

// admitsCommand tells whether a role lets a token in and, if not, what would.
func (p *program) admitsCommand() *cobra.Command {
	f := &admitsFlags{format: enum{value: "text", allowed: []string{"text", "json"}}}
	cmd := &cobra.Command{
		Use:   "admits --role ROLE (--claims FILE | --claim NAME=VALUE... | --workload NAMESPACE/NAME) [PATH...]",
		Short: "Tell whether a role lets a token in and, if not, what would",
		Long: "Tell whether a role of the tree lets in a token: one whose claims are given (as JSON,\n" +
			"or one by one), or the one that a workload of the tree presents. If the role refuses\n" +
			"it, the smallest change to its trust policy that would let it in is shown: which\n" +
			"condition, and what in it. Nothing is changed, and nobody is asked.\n\n" +
			"Exit codes: 0 admitted; 1 refused; 2 usage; 3 undecided.",
		Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error { return p.admits(args, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.claims, "claims", "", "the `FILE` with the claims of the token as a JSON object; - is standard input")
	flags.StringArrayVar(&f.claim, "claim", nil, "a claim of the token, as `NAME=VALUE` (may be repeated; adds to --claims)")
	flags.StringVar(&f.workload, "workload", "", "the service account whose token it is, as `NAMESPACE/NAME`")
	flags.StringVar(&f.role, "role", "", "the `ROLE`: a name, an ARN or an address; by default the one that the workload names")
	enumVar(cmd, &f.format, "format", "how to write the answer")
	f.scan.define(flags)
	f.config.define(flags)
	return cmd
}

func (p *program) admits(paths []string, f *admitsFlags) error {
	if err := f.check(paths); err != nil {
		return err
	}
	st, err := p.settings(paths, f.scan.stdinName, f.config)
	if err != nil {
		return err
	}
	s, err := p.scan(paths, f.scan, st)
	if err != nil {
		return err
	}
	g := st.link(s.bundle)
	token, workload, err := f.token(p.stdin, g)
	if err != nil {
		return err
	}
	trusts, err := f.trusts(g, workload)
	if err != nil {
		return err
	}
	var answers []admission
	for _, t := range trusts {
		answers = append(answers, admission{trust: t, answer: repair.Ask(t, iam.Env{Issuer: g.Provider}, token)})
	}
	p.code = exitOf(answers)
	secrets := facts.NewRedactor(s.bundle.Secrets())
	if f.format.value == "json" {
		return writeAdmissionsJSON(p.stdout, token, answers, secrets)
	}
	return writeAdmissions(p.stdout, token, answers, secrets)
}

// exitOf is refused if one role refuses, else undecided if one is.
func exitOf(answers []admission) int {
	code := ExitClean
	for _, a := range answers {
		switch a.answer.Truth {
		case text.No:
			return ExitFindings
		case text.Unknown:
			code = ExitIncomplete
		}
	}
	return code
}

// check finds what is wrong with the flags before anything is read.
func (f *admitsFlags) check(paths []string) error {
	given := f.claims != "" || len(f.claim) > 0
	switch {
	case !given && f.workload == "":
		return errors.New("admits: say which token: --claims FILE, --claim NAME=VALUE or --workload NAMESPACE/NAME")
	case given && f.workload != "" && f.claims != "":
		return errors.New("--claims and --workload are two tokens: give one of them")
	case f.claims == stdinPath && slices.Contains(paths, stdinPath):
		return errors.New("standard input (-) cannot be both the claims and a file to read")
	case f.workload != "" && strings.Count(f.workload, "/") != 1:
		return fmt.Errorf("--workload %q: want NAMESPACE/NAME", f.workload)
	}
	return f.scan.check(paths)
}

// token reads the token, and finds the workload whose it is.
func (f *admitsFlags) token(stdin io.Reader, g *link.Graph) (iam.Token, *facts.Workload, error) {
	claims := map[string]string{}
	if f.claims != "" {
		if err := readClaims(f.claims, stdin, claims); err != nil {
			return iam.Token{}, nil, err
		}
	}
	for _, c := range f.claim {
		name, value, ok := strings.Cut(c, "=")
		if !ok || name == "" {
			return iam.Token{}, nil, fmt.Errorf("--claim %q: want NAME=VALUE", c)
		}
		claims[name] = value
	}
	token, workload := iam.Token{Complete: f.claims != ""}, (*facts.Workload)(nil)
	if f.workload != "" {
		w, err := findWorkload(g, f.workload)
		if err != nil {
			return iam.Token{}, nil, err
		}
		token, workload = link.TokenOf(w, audienceOf(w)), w
	}
	addClaims(&token, claims)
	if token.Subject.Absent() {
		return iam.Token{}, nil, errors.New("the token has no claim sub: every token has a subject")
	}
	return token, workload, nil
}

func addClaims(token *iam.Token, claims map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(claims)) {
		value := text.Known(claims[name], source.Span{})
		switch name {
		case "iss":
			token.Issuer, token.AnyIssuer = value, false
		case "sub":
			token.Subject = value
		case "aud":
			token.Audience = value
		default:
			if token.Claims == nil {
				token.Claims = map[string]facts.Text{}
			}
			token.Claims[strings.ToLower(name)] = value
		}
	}
}

// readClaims reads the claims of a token: the JSON object between the dots of a
// JWT, decoded. Of a list, as which an audience may be given, the first counts.
// https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3
func readClaims(name string, stdin io.Reader, into map[string]string) error {
	in := stdin
	if name != stdinPath {
		file, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("read claims: %w", err)
		}
		defer func() { _ = file.Close() }() // nothing was written that a failure could lose
		in = file
	}
	data, err := io.ReadAll(io.LimitReader(in, maxClaims+1))
	if err != nil {
		return fmt.Errorf("read claims: %w", err)
	}
	if len(data) > maxClaims {
		return fmt.Errorf("read claims: %s is larger than %d bytes", name, maxClaims)
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(data, &object); err != nil {
		return fmt.Errorf("read claims: %s is no JSON object of claims: %w", name, err)
	}
	for claim, raw := range object {
		if value, ok := scalar(raw); ok {
			into[claim] = value
		}
	}
	return nil
}

// scalar is a claim as a condition sees it.
func scalar(raw json.RawMessage) (string, bool) {
	var s string
	var list []json.RawMessage
	switch {
	case json.Unmarshal(raw, &s) == nil:
		return s, true
	case json.Unmarshal(raw, &list) == nil:
		if len(list) == 0 {
			return "", false
		}
		return scalar(list[0])
	}
	word := strings.TrimSpace(string(raw))
	return word, word != "null" && !strings.HasPrefix(word, "{")
}

// findWorkload finds a service account of the tree.
func findWorkload(g *link.Graph, name string) (*facts.Workload, error) {
	namespace, account, _ := strings.Cut(name, "/")
	var names []string
	for _, w := range g.Facts().Workloads {
		if w.Object != "ServiceAccount" {
			continue
		}
		here := w.Namespace.Is(namespace) || w.Namespace.Absent()
		if here && w.Name.Is(account) {
			if w.Namespace.Absent() {
				other := *w
				other.Namespace = text.Known(namespace, w.At) // which namespace it is applied to is said now
				w = &other
			}
			return w, nil
		}
		names = append(names, w.Namespace.String()+"/"+w.Name.String())
	}
	return nil, unknown("service account", name, names)
}

// audienceOf is the audience that the workload's token for AWS is made for.
func audienceOf(w *facts.Workload) facts.Text {
	for i := range w.Claims {
		if w.Claims[i].Mechanism == "irsa" {
			return w.Claims[i].Audience
		}
	}
	return facts.Text{}
}

// trusts finds the trust policies of the role that is asked about.
func (f *admitsFlags) trusts(g *link.Graph, w *facts.Workload) ([]*facts.Trust, error) {
	wanted := func(t *facts.Trust, id *facts.Identity) bool {
		return t.Address == f.role || t.Name.String() == f.role || id != nil && (id.ARN.String() == f.role || id.Name.String() == f.role || sameARN(id, f.role))
	}
	if f.role == "" && w != nil {
		named := rolesOf(w)
		wanted = func(_ *facts.Trust, id *facts.Identity) bool { return id != nil && named[id.ID] }
	}
	var out []*facts.Trust
	var names []string
	for _, t := range g.Facts().Trusts {
		if t.Cloud != "aws" {
			continue
		}
		var id *facts.Identity
		if len(t.Identity.Candidates) == 1 {
			id, _ = g.Fact(t.Identity.Candidates[0].ID).(*facts.Identity)
		}
		if wanted(t, id) {
			out = append(out, t)
		}
		names = append(names, t.Name.String(), t.Address)
	}
	switch {
	case len(out) > 0:
		return out, nil
	case f.role == "" && w != nil:
		return nil, errors.New("the workload names no role of the tree: say which with --role")
	case f.role == "" && len(names) == 2:
		return g.Facts().Trusts[:1], nil
	case f.role == "":
		return nil, errors.New("admits: say which role with --role: a name, an ARN or an address")
	}
	return nil, unknown("role", f.role, names)
}

// sameARN compares ARNs where the account is not known: by path and name.
func sameARN(id *facts.Identity, arn string) bool {
	asked, ok := iam.ParseARN(text.Known(arn, source.Span{}))
	has, known := iam.ParseARN(id.ARN)
	return ok && known && text.Equal(asked.Resource, has.Resource) == text.Yes && text.Equal(asked.Account, has.Account) != text.No
}

// rolesOf are the roles that a workload names.
func rolesOf(w *facts.Workload) map[facts.ID]bool {
	out := map[facts.ID]bool{}
	for i := range w.Claims {
		for _, n := range w.Claims[i].Identity.Candidates {
			out[n.ID] = true
		}
	}
	return out
}
