package report

import (
	"encoding/json"
	"io"
)

// jsonl writes one JSON object a line: the findings, the undecided questions
// and the problems of the JSON result, each with its type.
func (p *prepared) jsonl(w io.Writer) error {
	r := p.result()
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, f := range r.Findings {
		if err := e.Encode(struct {
			Type string `json:"type"`
			Finding
		}{"finding", f}); err != nil {
			return err
		}
	}
	for _, u := range r.Undecided {
		if err := e.Encode(struct {
			Type string `json:"type"`
			Undecided
		}{"undecided", u}); err != nil {
			return err
		}
	}
	for _, x := range r.Problems {
		if err := e.Encode(struct {
			Type string `json:"type"`
			Problem
		}{"problem", x}); err != nil {
			return err
		}
	}
	return nil
}
