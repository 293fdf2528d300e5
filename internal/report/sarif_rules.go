package report

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/subaud/subaud/internal/finding"
)

// securitySeverity returns the number by which GitHub ranks an alert: over 9.0
// is critical, from 7.0 high, from 4.0 medium, from 0.1 low. Each of ours lies
// in the middle of its band; a note is at the foot of the lowest.
func securitySeverity(s finding.Severity) string {
	switch s {
	case finding.SeverityCritical:
		return "9.5"
	case finding.SeverityHigh:
		return "8.0"
	case finding.SeverityMedium:
		return "5.5"
	case finding.SeverityLow:
		return "2.0"
	default:
		return "0.1"
	}
}

// precision returns how sure a rule is, in GitHub's words. Rules of high
// confidence prove what they say, most of them with a witness.
func precision(c finding.Confidence) string {
	switch c {
	case finding.ConfidenceHigh:
		return "very-high"
	case finding.ConfidenceMedium:
		return "high"
	default:
		return "medium"
	}
}

// maxTags is how many tags of a rule GitHub keeps.
const maxTags = 10

// ruleTags returns a rule's tags; a weakness of MITRE's list is written as
// GitHub filters by it.
func ruleTags(r *finding.RuleInfo) []string {
	tags := []string{"security"}
	for _, t := range r.Tags {
		if strings.HasPrefix(t, "cwe-") {
			t = "external/cwe/" + t
		}
		tags = append(tags, t)
	}
	return tags[:min(len(tags), maxTags)]
}

// pascal returns an id as one word: trust/any-subject is TrustAnySubject.
func pascal(id string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(id, func(r rune) bool { return r == '/' || r == '-' || r == '_' || r == '.' }) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// clip shortens a text to the number of characters that GitHub takes.
func clip(s string, limit int) string {
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	return string(runes[:limit-1]) + cut
}

const (
	maxShort = 255
	maxFull  = 1024
)

// addRule adds a rule's descriptor.
func (s *sarifWriter) addRule(r *finding.RuleInfo) {
	s.ruleIndex[r.ID] = len(s.driver.Rules)
	title := sentence(r.Title)
	text, markdown := help(r)
	d := sarif.NewRule(r.ID).WithName(pascal(r.ID))
	d.WithShortDescription(multiformat(clip(title, maxShort), ""))
	d.WithFullDescription(multiformat(clip(cmp.Or(r.Description, title), maxFull), ""))
	d.WithHelp(multiformat(text, markdown))
	if uri := see(r); uri != "" {
		d.WithHelpURI(uri)
	}
	d.WithDefaultConfiguration(sarif.NewReportingConfiguration().WithEnabled(true).WithLevel(level(r.Severity)))
	d.WithProperties(sarif.NewPropertyBag().
		Add("security-severity", securitySeverity(r.Severity)).
		Add("problem.severity", problemSeverity(r.Severity)).
		Add("precision", precision(r.Confidence)).
		WithTags(ruleTags(r)))
	if len(r.Aliases) > 0 {
		d.WithDeprecatedIds(r.Aliases)
	}
	s.driver.AddRule(d)
}

// problemSeverity is the severity of a rule as GitHub's queries have it.
func problemSeverity(s finding.Severity) string {
	if l := level(s); l != "note" {
		return l
	}
	return "recommendation"
}

// help returns what a reader of an alert is told, as text and as Markdown.
func help(r *finding.RuleInfo) (text, markdown string) {
	var t, m strings.Builder
	t.WriteString(cmp.Or(r.Description, sentence(r.Title)))
	fmt.Fprintf(&m, "%s\n", cmp.Or(r.Description, sentence(r.Title)))
	if r.Remediation != "" {
		t.WriteString("\n\nRemediation: " + r.Remediation)
		m.WriteString("\n## Remediation\n\n" + r.Remediation + "\n")
	}
	if len(r.References) > 0 {
		t.WriteString("\n\nReferences:")
		m.WriteString("\n## References\n\n")
		for _, ref := range r.References {
			t.WriteString("\n" + ref)
			m.WriteString("* <" + ref + ">\n")
		}
	}
	return t.String(), m.String()
}

// sentence ends a title with a full stop.
func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

func multiformat(text, markdown string) *sarif.MultiformatMessageString {
	out := sarif.NewMultiformatMessageString().WithText(text)
	if markdown != "" {
		out.WithMarkdown(markdown)
	}
	return out
}

// noticeDescriptor describes a notification. Its code says all there is; the
// message of each notification is the sentence for people.
func noticeDescriptor(code string) *sarif.ReportingDescriptor {
	words := strings.ReplaceAll(code, "-", " ")
	short := "A limit of the analysis: " + words + "."
	full := short + " What could not be read or decided is listed, since a result without findings is otherwise taken for a clean one."
	help := full + " Mend the input at the place of the notification, or exclude it, and run again."
	return sarif.NewRule(code).WithName(pascal("problem/" + code)).
		WithShortDescription(multiformat(short, "")).
		WithFullDescription(multiformat(full, "")).
		WithHelp(multiformat(help, "")).WithHelpURI(Home)
}
