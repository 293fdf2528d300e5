package vocabulary_test

import (
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/vocabulary"
)

func known(s string) facts.Text { return text.Known(s, source.Span{}) }

func TestAction(t *testing.T) {
	for action, want := range map[string]string{
		"s3:GetObject": "", "S3:getobject": "", "*": "", "*:*": "", "ec2:Describe*": "", "s3:Get?bject": "", "s*:GetObject": "",
		"${service}:GetObject": "", "{{ .Action }}": "", "<action>": "",
		"s3:GetObjects":                      "broken s3:GetObject?",
		"s3:Getobjet":                        "broken s3:GetObject?",
		"s3:ListObjects":                     "unlisted",
		"s3:HeadObject":                      "unlisted",
		"sns:Frobnicate*":                    "new",
		"s3.GetObject":                       "broken s3:GetObject?",
		"GetObject":                          "broken prefix",
		" s3:GetObject":                      "broken blanks",
		"s3: GetObject":                      "broken blanks",
		"s3:":                                "broken no action",
		"secretmanager:GetSecretValue":       "broken secretsmanager:GetSecretValue?",
		"secrets-manager:Get*":               "broken secretsmanager:Get*?",
		"madeup:GetThing":                    "new",
		"":                                   "broken prefix",
		"ecr:BatchGetImages":                 "broken ecr:BatchGetImage?",
		"eks:DescribePodIdentityAssociation": "",
	} {
		f, truth := vocabulary.Action(known(action))
		doubt, hint, _ := strings.Cut(want, " ")
		switch {
		case want == "" && truth != text.No:
			t.Errorf("%q: %+v", action, f)
		case want != "" && (truth != text.Yes || string(f.Doubt) != doubt || !strings.Contains(f.Why, hint)):
			t.Errorf("%q: %s %+v, want %s", action, truth, f, want)
		}
	}
}

// TestUnknownActions: a symbol decides, unless all that it can be agree.
func TestUnknownActions(t *testing.T) {
	symbols := text.NewTable("test")
	verb := text.Of(symbols.Symbol("var.verb"), source.Span{})
	choice := func(words ...string) facts.Text {
		s := symbols.Fresh("condition")
		for _, w := range words {
			s.Choices = append(s.Choices, known(w))
		}
		return text.Of(s, source.Span{})
	}
	for _, test := range []struct {
		name   string
		action facts.Text
		want   text.Truth
	}{
		{"absent", facts.Text{}, text.No},
		{"a symbol", verb, text.Unknown},
		{"partly", text.Concat(known("s3:"), verb), text.Unknown},
		{"one of two that exist", choice("s3:GetObject", "s3:PutObject"), text.No},
		{"one of two that do not", choice("s3:GetObjects", "s3:PutObjects"), text.Yes},
		{"one that does not", choice("s3:GetObjects", "s3:PutObject"), text.Unknown},
	} {
		if _, got := vocabulary.Action(test.action); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestCondition(t *testing.T) {
	for _, test := range []struct {
		operator, key, value, want string
	}{
		{"StringEquals", "aws:PrincipalOrgID", "o-exampleorgid", ""},
		{"stringequalsifexists", "AWS:PRINCIPALORGID", "o-exampleorgid", ""},
		{"ForAnyValue:StringLike", "aws:TagKeys", "team*", ""},
		{"StringEquals", "oidc.eks.eu-west-1.amazonaws.com/id/X:sub", "x", ""},
		{"StringEquals", "SAML:aud", "https://signin.aws.amazon.com/saml", ""},
		{"StringEquals", "sts:ExternalId", "x", ""},
		{"StringEquals", "kms:EncryptionContext:aws:s3:arn", "x", ""},
		{"StringEquals", "brandnew:Key", "x", ""},
		{"Bool", "aws:SecureTransport", "TRUE", ""},
		{"Bool", "aws:SecureTransport", "${aws:PrincipalTag/tls}", ""},
		{"Null", "aws:PrincipalTag/team", "true", ""},
		{"ArnLike", "aws:SourceArn", "arn:aws:s3:::x", ""},
		{"ArnLike", "aws:SourceArn", "*", ""},
		{"IpAddress", "aws:SourceIp", "2001:db8::1", ""},
		{"DateLessThan", "aws:CurrentTime", "1700000000", ""},
		{"DateLessThan", "aws:CurrentTime", "2026-11-22T10:00Z", ""},
		{"NumericLessThan", "s3:max-keys", "10", ""},
		{"StringEqual", "aws:PrincipalOrgID", "x", "broken StringEquals?"},
		{"ForEachValue:StringEquals", "aws:TagKeys", "x", "broken ForAnyValue"},
		{"NullIfExists", "aws:TagKeys", "true", "broken IfExists"},
		{"StringEquals", "aws:PrincipleOrgID", "x", "broken aws:PrincipalOrgID?"},
		{"StringEquals", "aws:PrincipalTag", "x", "broken slash"},
		{"StringEquals", "PrincipalOrgID", "x", "broken begin with aws:"},
		{"StringEquals", "aws:MoonPhase", "x", "unlisted"},
		{"StringEquals", "iam:PassedToServices", "x", "broken iam:PassedToService?"},
		{"Bool", "aws:SecureTransport", "yes", "broken true or false"},
		{"IpAddress", "aws:SourceIp", "10.0.0/8", "broken range"},
		{"IpAddress", "aws:PrincipalArn", "10.0.0.0/8", "broken of type ARN"},
		{"NumericEquals", "aws:MultiFactorAuthAge", "an hour", "broken number"},
		{"DateLessThan", "aws:CurrentTime", "tomorrow", "broken date"},
		{"ArnEquals", "aws:SourceArn", "222233334444", "broken ARN"},
	} {
		c := &facts.Condition{Operator: known(test.operator), Key: known(test.key), Values: facts.List{Present: true, Closed: true, Items: []facts.Text{known(test.value)}}}
		f, truth := vocabulary.Condition(c)
		doubt, hint, _ := strings.Cut(test.want, " ")
		switch {
		case test.want == "" && truth != text.No:
			t.Errorf("%s %s %s: %+v", test.operator, test.key, test.value, f)
		case test.want != "" && (truth != text.Yes || string(f.Doubt) != doubt || !strings.Contains(f.Why, hint)):
			t.Errorf("%s %s %s: %s %+v, want %s", test.operator, test.key, test.value, truth, f, test.want)
		}
	}
}

func TestEmptyAndUnknownConditions(t *testing.T) {
	symbol := text.Of(text.NewTable("test").Symbol("var.x"), source.Span{})
	closed := facts.List{Present: true, Closed: true}
	for _, test := range []struct {
		name string
		c    facts.Condition
		want text.Truth
	}{
		{"no values", facts.Condition{Operator: known("StringEquals"), Key: known("aws:PrincipalOrgID"), Values: closed}, text.Yes},
		{"perhaps no values", facts.Condition{Operator: known("StringEquals"), Key: known("aws:PrincipalOrgID"), Values: facts.List{Present: true}}, text.No},
		{"an operator", facts.Condition{Operator: symbol, Key: known("aws:PrincipalOrgID")}, text.Unknown},
		{"a key", facts.Condition{Operator: known("StringEquals"), Key: symbol}, text.Unknown},
		{"a value", facts.Condition{Operator: known("Bool"), Key: known("aws:SecureTransport"), Values: facts.List{Present: true, Closed: true, Items: []facts.Text{symbol}}}, text.No},
	} {
		if _, got := vocabulary.Condition(&test.c); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestMismatch(t *testing.T) {
	list := func(words ...string) facts.List {
		l := facts.List{Present: true, Closed: true}
		for _, w := range words {
			l.Items = append(l.Items, known(w))
		}
		return l
	}
	for _, test := range []struct {
		name      string
		actions   facts.List
		resources facts.List
		want      text.Truth
	}{
		{"an object", list("s3:GetObject"), list("arn:aws:s3:::b/*"), text.No},
		{"a bucket", list("s3:GetObject", "s3:PutObject"), list("arn:aws:s3:::b"), text.Yes},
		{"one of two", list("s3:GetObject", "s3:ListBucket"), list("arn:aws:s3:::b"), text.No},
		{"a wildcard", list("s3:GetObject"), list("arn:aws:s3:::b*"), text.No},
		{"everything", list("s3:GetObject"), list("*"), text.No},
		{"a variable", list("s3:GetObject"), list("arn:aws:s3:::b${aws:username}"), text.No},
		{"fields that are left out", list("iam:GetRole"), list("arn:aws:iam"), text.No},
		{"another service", list("sqs:SendMessage"), list("arn:aws:sns:eu-west-1:222233334444:x"), text.Yes},
		{"no kind of its own", list("s3:ListAllMyBuckets"), list("arn:aws:s3:::b"), text.No},
		{"no such action", list("s3:Frobnicate"), list("arn:aws:s3:::b"), text.No},
		{"more resources", list("s3:GetObject"), facts.List{Present: true, Items: list("arn:aws:s3:::b").Items}, text.Unknown},
		{"no resources", list("s3:GetObject"), facts.List{Closed: true}, text.No},
	} {
		why, got := vocabulary.Mismatch(&facts.Statement{Actions: test.actions, Resources: test.resources})
		if got != test.want || got == text.Yes && why == "" {
			t.Errorf("%s: got %s (%s), want %s", test.name, got, why, test.want)
		}
	}
}

// TestManagedPolicyOfUnknownPartition: only names that AWS does not have depend
// on the partition.
func TestManagedPolicyOfUnknownPartition(t *testing.T) {
	partition := text.NewTable("x").Symbol("partition")
	for name, want := range map[string]text.Truth{"AdministratorAccess": text.No, "AmazonEKSWorkerNodesPolicy": text.Unknown} {
		arn := text.Join(source.Span{}, text.Part{Lit: "arn:"}, text.Part{Sym: partition}, text.Part{Lit: ":iam::aws:policy/" + name})
		if f, truth := vocabulary.ManagedPolicy(arn); truth != want {
			t.Errorf("%s: %s %+v, want %s", arn, truth, f, want)
		}
	}
}

func TestManagedPolicy(t *testing.T) {
	for arn, want := range map[string]string{
		"arn:aws:iam::aws:policy/AdministratorAccess":                   "",
		"arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy": "",
		"arn:aws:iam::222233334444:policy/AmazonEBSCSIDriverPolicy":     "",
		"arn:aws-us-gov:iam::aws:policy/OnlyThere":                      "",
		"arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy":    "",
		"somebody": "",
		"arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicy":               "broken service-role/",
		"arn:aws:iam::aws:policy/service-role/AmazonEKSWorkerNodePolicy": "broken policy/AmazonEKSWorkerNodePolicy",
		"arn:aws:iam::aws:policy/AmazonEKSWorkerNodesPolicy":             "broken AmazonEKSWorkerNodePolicy",
		"arn:aws:iam::aws:policy/EverythingThatIWish":                    "unlisted",
		"arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicyV7":            "unlisted version",
	} {
		f, truth := vocabulary.ManagedPolicy(known(arn))
		doubt, hint, _ := strings.Cut(want, " ")
		switch {
		case want == "" && truth != text.No:
			t.Errorf("%s: %+v", arn, f)
		case want != "" && (truth != text.Yes || string(f.Doubt) != doubt || !strings.Contains(f.Why, hint)):
			t.Errorf("%s: %s %+v, want %s", arn, truth, f, want)
		}
	}
}
