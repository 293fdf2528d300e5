package report

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/facts/shape"
	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/source"
)

// ResultVersion is the version of the JSON result. Fields may be added within
// a version; one is never renamed, removed or given another meaning.
const ResultVersion = 1

// ResultSchemaID is the name of the schema of the JSON result.
const ResultSchemaID = "https://github.com/subaud/subaud/docs/reference/result.schema.json"

// Result is the JSON result.
type Result struct {
	Version   int               `json:"version"`
	Tool      Tool              `json:"tool"`
	Summary   Summary           `json:"summary"`
	Findings  []Finding         `json:"findings"`
	Undecided []Undecided       `json:"undecided"`
	Problems  []Problem         `json:"problems"`
	Inputs    []analyzers.Input `json:"inputs"`
	// Redacted are the places that no report shows, for those who show lines
	// of the inputs beside the result.
	Redacted []*facts.Place `json:"redacted"`
}

// Tool says what made the result.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	// Rules are the ids of all rules that ran, sorted.
	Rules []string `json:"rules"`
}

// Summary counts. Suppressed findings are counted in Suppressed only.
type Summary struct {
	Files      int    `json:"files"`
	Facts      int    `json:"facts"`
	Findings   Counts `json:"findings"`
	Undecided  int    `json:"undecided"`
	Problems   int    `json:"problems"`
	Suppressed int    `json:"suppressed"`
}

// Counts counts findings by severity.
type Counts struct {
	Critical int `json:"critical"`
	High     int `json:"high"`
	Medium   int `json:"medium"`
	Low      int `json:"low"`
	Note     int `json:"note"`
}

// Finding is a finding. Fields that do not apply are null or empty.
type Finding struct {
	Rule       string       `json:"rule"`
	Severity   string       `json:"severity"`
	Confidence string       `json:"confidence"`
	Message    string       `json:"message"`
	Location   *facts.Place `json:"location"`
	// Address is the logical address of what is wrong; Instances are all
	// addresses that share the finding, if there are several.
	Address     string       `json:"address"`
	Instances   []string     `json:"instances"`
	Related     []Note       `json:"related"`
	Chain       []Note       `json:"chain"`
	Witness     *Witness     `json:"witness" shape:"nullable"`
	Fingerprint string       `json:"fingerprint"`
	Fixes       []Fix        `json:"fixes"`
	Suppressed  *Suppression `json:"suppressed" shape:"nullable"`
}

// Note is a place with a sentence.
type Note struct {
	Message  string       `json:"message"`
	Location *facts.Place `json:"location"`
}

// Witness is a concrete token, principal or request that is let in and should
// not be; the parts that it does not have are left out.
type Witness struct {
	Claims      map[string]string `json:"claims,omitempty"`
	Principal   string            `json:"principal,omitempty"`
	Request     map[string]string `json:"request,omitempty"`
	Explains    string            `json:"explains"`
	Assumptions []string          `json:"assumptions"`
}

// Fix is a change that would mend the finding.
type Fix struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Safe  bool   `json:"safe"`
	Edits []Edit `json:"edits"`
}

// Edit replaces what stands at a place.
type Edit struct {
	Location *facts.Place `json:"location"`
	New      string       `json:"new"`
}

// Suppression says how a finding was set aside.
type Suppression struct {
	// By is inline, exception or baseline.
	By       string       `json:"by"`
	Reason   string       `json:"reason"`
	Owner    string       `json:"owner"`
	Location *facts.Place `json:"location"`
}

// Undecided is a question that the inputs leave open.
type Undecided struct {
	Rule     string       `json:"rule"`
	Location *facts.Place `json:"location"`
	Message  string       `json:"message"`
	// Symbols name what would decide it.
	Symbols []string `json:"symbols"`
}

// Problem is a fault of the inputs that limits what the result says.
type Problem struct {
	Code string `json:"code"`
	// Class is incomplete or undecided.
	Class    facts.Class  `json:"class"`
	Message  string       `json:"message"`
	Location *facts.Place `json:"location"`
}

// NewResult builds the JSON result of a run.
func NewResult(run *Run) *Result { return prepare(run).result() }

func (p *prepared) result() *Result {
	live := p.live()
	counts := tally(live)
	out := &Result{
		Version: ResultVersion,
		Tool:    Tool{Name: Name, Version: p.Version, Rules: []string{}},
		Summary: Summary{
			Files: p.Files, Facts: p.Facts,
			Findings: Counts{
				Critical: counts[finding.SeverityCritical], High: counts[finding.SeverityHigh], Medium: counts[finding.SeverityMedium],
				Low: counts[finding.SeverityLow], Note: counts[finding.SeverityNote],
			},
			Undecided: len(p.Undecided), Problems: len(p.Problems), Suppressed: len(p.Findings) - len(live),
		},
		Findings: []Finding{}, Undecided: []Undecided{}, Problems: []Problem{},
		Inputs: append([]analyzers.Input{}, p.Inputs...), Redacted: redacted(p.Secrets),
	}
	for _, r := range p.Rules {
		out.Tool.Rules = append(out.Tool.Rules, r.ID)
	}
	for i, f := range p.Findings {
		out.Findings = append(out.Findings, p.finding(f, p.prints[i]))
	}
	for _, u := range p.Undecided {
		out.Undecided = append(out.Undecided, Undecided{
			Rule: u.Rule.ID, Location: facts.PlaceOf(u.At), Message: p.redact.String(u.Message), Symbols: append([]string{}, u.Symbols...),
		})
	}
	for _, in := range p.Problems {
		out.Problems = append(out.Problems, Problem{Code: in.Code, Class: in.Class, Message: p.redact.String(in.Message), Location: facts.PlaceOf(in.At)})
	}
	return out
}

// redacted lists the places of secrets, in order, each once.
func redacted(secrets []source.Span) []*facts.Place {
	sorted := slices.Clone(secrets)
	slices.SortFunc(sorted, source.Span.Compare)
	out := []*facts.Place{}
	for i, s := range sorted {
		if i == 0 || s.Compare(sorted[i-1]) != 0 {
			out = append(out, facts.PlaceOf(s))
		}
	}
	return out
}

func (p *prepared) finding(f *finding.Finding, print string) Finding {
	out := Finding{
		Rule: f.Rule.ID, Severity: f.Severity.String(), Confidence: f.Confidence.String(), Message: p.redact.String(f.Message),
		Location: facts.PlaceOf(f.At), Address: p.redact.String(f.Address), Instances: append([]string{}, f.Instances...),
		Related: p.notes(f.Related), Chain: p.notes(f.Chain), Witness: p.witness(f.Witness), Fingerprint: print, Fixes: []Fix{},
	}
	for _, fix := range f.Fixes {
		x := Fix{Name: fix.Name, Title: p.redact.String(fix.Title), Safe: fix.Safe, Edits: []Edit{}}
		for _, e := range fix.Edits {
			x.Edits = append(x.Edits, Edit{Location: facts.PlaceOf(e.At), New: p.redact.String(e.New)})
		}
		out.Fixes = append(out.Fixes, x)
	}
	if s := f.Suppressed; s != nil {
		out.Suppressed = &Suppression{By: s.By, Reason: p.redact.String(s.Reason), Owner: s.Owner, Location: facts.PlaceOf(s.At)}
	}
	return out
}

func (p *prepared) notes(in []finding.Note) []Note {
	out := []Note{}
	for _, n := range in {
		out = append(out, Note{Message: p.redact.String(n.Message), Location: facts.PlaceOf(n.At)})
	}
	return out
}

func (p *prepared) witness(w *finding.Witness) *Witness {
	if w == nil {
		return nil
	}
	return &Witness{
		Claims: p.redactMap(w.Claims), Principal: p.redact.String(w.Principal), Request: p.redactMap(w.Request),
		Explains: p.redact.String(w.Explains), Assumptions: append([]string{}, w.Assumptions...),
	}
}

func (p *prepared) redactMap(in map[string]string) map[string]string {
	if in == nil {
		return nil
	}
	out := make(map[string]string, len(in))
	for k, v := range in {
		out[k] = p.redact.String(v)
	}
	return out
}

// json writes the JSON result, indented.
func (p *prepared) json(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(p.result())
}

// ResultSchema returns the JSON Schema of the result, derived from its types.
func ResultSchema() ([]byte, error) {
	special, position, err := placeSchema()
	if err != nil {
		return nil, err
	}
	s, err := shape.Of(reflect.TypeFor[Result](), special)
	if err != nil {
		return nil, err
	}
	version := ResultVersion
	s.ID, s.Title = ResultSchemaID, "The result of subaud check"
	s.Properties["version"] = &shape.Schema{Const: &version}
	s.Defs["Position"] = position
	s.Defs["Finding"].Properties["severity"].Enum = []string{"critical", "high", "medium", "low", "note"}
	s.Defs["Finding"].Properties["confidence"].Enum = []string{"high", "medium", "low"}
	return shape.Marshal(s)
}

// placeSchema describes the types that all results share, and a position apart.
func placeSchema() (shape.Special, *shape.Schema, error) {
	place, err := shape.Of(reflect.TypeFor[facts.Place](), nil)
	if err != nil {
		return nil, nil, fmt.Errorf("derive schema: %w", err)
	}
	position := place.Defs["Position"]
	place.Dialect, place.Defs = "", nil
	place.Description = "A span of bytes in a file; the end is exclusive. Lines and columns count from 1, columns in UTF-16 code units, " +
		"offsets in bytes from 0. Paths are relative to the repository root, or to the scan root outside a repository."
	classes := &shape.Schema{Type: "string", Enum: []string{string(facts.Incomplete), string(facts.Undecided)}}
	statuses := &shape.Schema{Type: "string", Enum: []string{
		string(analyzers.Parsed), string(analyzers.Irrelevant), string(analyzers.Unread), string(analyzers.Failed)}}
	return shape.Special{
		reflect.TypeFor[*facts.Place]():     {Name: "Place", Schema: shape.Nullable(place)},
		reflect.TypeFor[facts.Class]():      {Schema: classes},
		reflect.TypeFor[analyzers.Status](): {Schema: statuses},
	}, position, nil
}
