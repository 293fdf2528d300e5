package iam_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/text"
)

// TestNeverPresent asks of each type of principal which keys it never sends.
func TestNeverPresent(t *testing.T) {
	service, user, everybody := `{"Service":"lambda.amazonaws.com"}`, `{"AWS":"arn:aws:iam::111122223333:user/a"}`, `"*"`
	both := `{"Service":"lambda.amazonaws.com","AWS":"arn:aws:iam::111122223333:user/a"}`
	statement := func(principal, condition string) string {
		return `{"Effect":"Allow","Action":"sts:AssumeRole","Principal":` + principal + `,"Condition":` + condition + `}`
	}
	for _, c := range []struct{ name, statement, want string }{
		{"of no organisation", statement(service, `{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}`), "dead"},
		{"in any case", statement(service, `{"StringEquals":{"AWS:principalorgid":"o-1"}}`), "dead"},
		{"negated", statement(service, `{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}}`), "empty"},
		{"if it exists", statement(service, `{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}`), "empty"},
		{"null", statement(service, `{"Null":{"aws:PrincipalOrgID":"true"}}`), ""},
		{"a source", statement(service, `{"StringEquals":{"aws:SourceAccount":"111122223333"}}`), ""},
		{"an external id, which some services send", statement(service, `{"StringEquals":{"sts:ExternalId":"x"}}`), ""},
		{"a claim", statement(service, `{"StringEquals":{"`+gh+`:sub":"x"}}`), "dead"},
		{"a user's source", statement(user, `{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::x"}}`), "dead"},
		{"a user's organisation", statement(user, `{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}`), ""},
		{"everybody, and services", statement(everybody, `{"StringEquals":{"aws:SourceAccount":"111122223333"}}`), ""},
		{"one of two sends it", statement(both, `{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}`), ""},
		{"a token", webStatement(eks, `{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`), "dead"},
		{"an optional one that is shut anyway", webStatement(eks, `{"StringEquals":{"@:sub":[]},"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}`), ""},
		{"an operator that is not known", statement(service, `{"«op»":{"aws:PrincipalOrgID":"o-1"}}`), "?dead ?empty"},
	} {
		p, tr := compile(t, `{"Statement":[`+c.statement+`]}`)
		var got []string
		for i := range tr.Statements[0].Conditions {
			for _, comes := range []iam.Absence{iam.AbsenceDead, iam.AbsenceEmpty} {
				switch p.NeverPresent(tr.Ways[0].ID, &tr.Statements[0].Conditions[i], comes).Truth {
				case text.Yes:
					got = append(got, string(comes))
				case text.Unknown:
					got = append(got, "?"+string(comes))
				}
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
