package finding

import "fmt"

// Severity says how bad a finding is.
type Severity uint8

// The ladder of severities, lowest first.
const (
	// SeverityNote is information; it never fails a check by default.
	SeverityNote Severity = iota
	// SeverityLow is fragile, or wider than it needs to be.
	SeverityLow
	// SeverityMedium is one guard missing, or a link that does not work.
	SeverityMedium
	// SeverityHigh lets a low-trust insider become a strong identity, or shows
	// a credential in plain text.
	SeverityHigh
	// SeverityCritical lets an outsider without any foothold become an identity.
	SeverityCritical
)

var severityNames = [...]string{"note", "low", "medium", "high", "critical"}

// String returns note, low, medium, high or critical.
func (s Severity) String() string { return severityNames[s] }

// ParseSeverity is the inverse of String.
func ParseSeverity(name string) (Severity, error) {
	for i, n := range severityNames {
		if n == name {
			return Severity(i), nil
		}
	}
	return 0, fmt.Errorf("parse severity %q: want note, low, medium, high or critical", name)
}

// Confidence says how sure a rule is of what it reports.
type Confidence uint8

// The confidences, lowest first.
const (
	ConfidenceLow Confidence = iota
	ConfidenceMedium
	ConfidenceHigh
)

var confidenceNames = [...]string{"low", "medium", "high"}

// String returns low, medium or high.
func (c Confidence) String() string { return confidenceNames[c] }

// ParseConfidence is the inverse of String.
func ParseConfidence(name string) (Confidence, error) {
	for i, n := range confidenceNames {
		if n == name {
			return Confidence(i), nil
		}
	}
	return 0, fmt.Errorf("parse confidence %q: want low, medium or high", name)
}

// Persona says who wants to see a rule's findings.
type Persona uint8

// The personas, each of which sees what the ones before it see.
const (
	// PersonaRegular is for checks that must be quiet.
	PersonaRegular Persona = iota
	// PersonaPedantic also wants matters of least privilege and hygiene.
	PersonaPedantic
	// PersonaAuditor wants everything.
	PersonaAuditor
)

var personaNames = [...]string{"regular", "pedantic", "auditor"}

// String returns regular, pedantic or auditor.
func (p Persona) String() string { return personaNames[p] }

// ParsePersona is the inverse of String.
func ParsePersona(name string) (Persona, error) {
	for i, n := range personaNames {
		if n == name {
			return Persona(i), nil
		}
	}
	return 0, fmt.Errorf("parse persona %q: want regular, pedantic or auditor", name)
}
