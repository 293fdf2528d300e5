package triage_test

import (
	"reflect"
	"testing"

	"github.com/subaud/subaud/internal/finding"
	"github.com/subaud/subaud/internal/triage"
)

func TestNewSince(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(old, now *triage.Run)
		want   []int // of now
	}{
		{"moved and renamed", func(_, _ *triage.Run) {}, nil},
		{"one is new", func(old, _ *triage.Run) { old.Findings = old.Findings[1:] }, []int{0}},
		{"one more of a kind", func(old, _ *triage.Run) { old.Findings = old.Findings[:4] }, []int{4}},
		{"one is gone", func(_, now *triage.Run) { now.Findings = now.Findings[:2] }, nil},
		{"its comment was taken away", func(old, _ *triage.Run) { old.Findings[1].Suppressed = &finding.Suppression{By: triage.ByInline} }, []int{1}},
		{"it became worse", func(_, now *triage.Run) { now.Findings[1].Severity = finding.SeverityCritical }, []int{1}},
		{"it became better", func(_, now *triage.Run) { now.Findings[1].Severity = finding.SeverityLow }, nil},
	} {
		old, now := newRun(findings("a.tf", "")...), newRun(findings("b.tf", "\n\n")...)
		test.change(old, now)
		var want []*finding.Finding
		for _, i := range test.want {
			want = append(want, now.Findings[i])
		}
		if got := triage.NewSince(old, now); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", test.name, got, want)
		}
	}
}
