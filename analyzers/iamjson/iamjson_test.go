package iamjson_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/iamjson"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

// read runs the analyzer on one file, pre-filter included.
func read(path, data string) *facts.Bundle {
	b := &facts.Bundle{}
	a := iamjson.Analyzer
	if !a.Claims(path) || !a.Relevant([]byte(data)) {
		return b
	}
	a.Run(&analyzers.Pass{Files: []*source.File{source.NewFile(path, []byte(data))}, Facts: b})
	return b
}

// outline lists the facts of a bundle, one a line.
func outline(b *facts.Bundle) string {
	var out []string
	for _, i := range b.Identities {
		out = append(out, fmt.Sprintf("identity %s %s account=%s attached=%d open=%v statements=%d", i.Address, i.ARN, i.Account, len(i.Attached), i.AttachedOpen, len(i.Statements)))
	}
	for _, t := range b.Trusts {
		var ways []string
		for _, w := range t.Ways {
			ways = append(ways, w.PrincipalType+" "+w.Principal.String()+" "+w.Mechanism)
		}
		out = append(out, fmt.Sprintf("trust %s name=%s reading=%s linked=%d ways=%s", t.Address, t.Name, t.Reading, t.Identity.Count, strings.Join(ways, "; ")))
	}
	for _, s := range b.Statements {
		out = append(out, fmt.Sprintf("statement %s %s %s", s.Address, s.Position, s.Effect))
	}
	for _, i := range b.Issuers {
		out = append(out, fmt.Sprintf("issuer %s audiences=%d", i.URL, len(i.Audiences.Items)))
	}
	for _, i := range b.Inputs {
		out = append(out, fmt.Sprintf("input %s %s %s", i.Code, i.Class, i.At))
	}
	return strings.Join(out, "\n")
}

const trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`

func TestRead(t *testing.T) {
	const trusted = "ways=Service ec2.amazonaws.com assume-role"
	permission := `{"Effect":"Allow","Action":"s3:*","Resource":"*"}`
	for _, c := range []struct{ name, path, data, want string }{
		{"trust policy", "iam/role.json", trust, "trust role.json name=role.json reading=all linked=0 " + trusted + "\nstatement role.json.statement[0] trust Allow"},
		{"permission policy", "p.json", `{"Version":"2012-10-17","Statement":` + permission + `}`, "statement p.json.statement[0] identity Allow"},
		{"by its file's name a boundary", "iam/team-boundary.json", `{"Version":"2012-10-17","Statement":` + permission + `}`, "statement team-boundary.json.statement[0] boundary Allow"},
		{"by its folder's name for an organisation", "scps/base.json", `{"Version":"2012-10-17","Statement":` + permission + `}`, "statement base.json.statement[0] service-control Allow"},
		{"resource policy", "b.json", `{"Version":"2012-10-17","Statement":{"Sid":"Read","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}}`, "statement b.json.statement[Read] resource Allow"},
		{"mixed, by majority", "p.json", `{"Statement":[` + permission + `,` + permission + `,{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}`,
			"statement p.json.statement[0] identity Allow\nstatement p.json.statement[1] identity Allow\nstatement p.json.statement[2] identity Allow"},
		{"balanced", "p.json", `{"Statement":[` + permission + `,{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}`,
			"statement p.json.statement[0] unknown Allow\nstatement p.json.statement[1] unknown Allow"},
		{"balanced, by name", "app-trust.json", `{"Statement":[` + permission + `,{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}`,
			"trust app-trust.json name=app-trust.json reading=all linked=0 ways=* * assume-role\nstatement app-trust.json.statement[0] trust Allow\nstatement app-trust.json.statement[1] trust Allow"},
		{"get-role", "r.json", `{"Role":{"Path":"/","RoleName":"app","Arn":"arn:aws:iam::111122223333:role/app","AssumeRolePolicyDocument":` + trust + `,"MaxSessionDuration":3600}}`,
			"identity role/app arn:aws:iam::111122223333:role/app account=111122223333 attached=0 open=true statements=0\ntrust role/app name=app reading=all linked=1 " + trusted + "\nstatement role/app.statement[0] trust Allow"},
		{"get-role, encoded", "r.json", `{"Role":{"RoleName":"app","AssumeRolePolicyDocument":"` + url.QueryEscape(trust) + `"}}`,
			"identity role/app  account= attached=0 open=true statements=0\ntrust role/app name=app reading=all linked=1 " + trusted + "\nstatement role/app.statement[0] trust Allow"},
		{"provider", "o.json", `{"Url":"token.actions.githubusercontent.com","ClientIDList":["sts.amazonaws.com"],"ThumbprintList":[],"CreateDate":"x"}`,
			"issuer token.actions.githubusercontent.com audiences=1"},
		{"broken", "p.json", "{\"Version\":\"2012-10-17\",\n\"Statement\":[{\"Effect\":\"Allow\",}]}", "statement p.json.unparseable[0] unknown ${Effect}\ninput policy-unparseable incomplete p.json:2:32"},
		{"template", "p.json", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":{{ actions }}}]}`, "input templated undecided p.json:1:66"},
		{"misspelt", "p.json", `{"Version":"2012-10-17","Statements":[{"Effect":"Allow"}]}`, "statement p.json.unparseable[0] unknown ${Effect}\ninput policy-unknown-element mistake p.json:1:25\ninput policy-missing-element mistake p.json:1:1"},
		{"envsubst", "p.json", `{"Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::$account:oidc-provider/$issuer"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"$issuer:sub":"system:serviceaccount:$ns:app"}}}}`,
			"trust p.json name=p.json reading=all linked=0 ways=Federated arn:aws:iam::${account}:oidc-provider/${issuer} web-identity\nstatement p.json.statement[0] trust Allow"},
		{"variables of IAM itself", "p.json", `{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::1:user/${aws:username}"},"Action":"sts:AssumeRole"}}`,
			"trust p.json name=p.json reading=all linked=0 ways=AWS arn:aws:iam::1:user/${aws:username} assume-role\nstatement p.json.statement[0] trust Allow"},
		{"Alibaba Cloud", "p.json", `{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:b/*"}]}`, ""},
		{"a version of no cloud", "p.json", `{"Version":"1","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}]}`, "statement p.json.statement[0] identity Allow"},
		{"package.json", "package.json", `{"name":"x","Statement":"y"}`, ""},
		{"Kubernetes", "k.json", `{"apiVersion":"v1","kind":"ConfigMap","data":{"Statement":"x"}}`, ""},
		{"CloudFormation", "c.json", `{"AWSTemplateFormatVersion":"2010-09-09","Resources":{"R":{"Properties":{"AssumeRolePolicyDocument":{"Statement":[]}}}}}`, ""},
		{"plan", "plan.json", `{"format_version":"1.2","planned_values":{"x":{"Statement":[]}}}`, ""},
		{"Terraform in JSON", "main.tf.json", trust, ""},
		{"broken, of no interest", "x.json", `{"Statement": }`, ""},
	} {
		if got := outline(read(c.path, c.data)); got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.name, got, c.want)
		}
	}
}

func TestAuthorizationDetails(t *testing.T) {
	doc := func(action string) string {
		return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"` + action + `","Resource":"*"}]}`
	}
	got := outline(read("gaad.json", `{
  "UserDetailList": [{"UserName":"u","Arn":"arn:aws:iam::111122223333:user/u","GroupList":["g"],"AttachedManagedPolicies":[]}],
  "GroupDetailList": [{"GroupName":"g","Arn":"arn:aws:iam::111122223333:group/g","GroupPolicyList":[{"PolicyName":"gp","PolicyDocument":`+doc("a:b")+`}],"AttachedManagedPolicies":[]}],
  "RoleDetailList": [{"RoleName":"r","Arn":"arn:aws:iam::111122223333:role/r","AssumeRolePolicyDocument":`+trust+`,
    "RolePolicyList":[{"PolicyName":"in","PolicyDocument":`+doc("c:d")+`}],"AttachedManagedPolicies":[{"PolicyName":"m","PolicyArn":"arn:aws:iam::111122223333:policy/m"}]}],
  "Policies": [{"PolicyName":"m","Arn":"arn:aws:iam::111122223333:policy/m","PolicyVersionList":[
    {"Document":`+doc("old:one")+`,"VersionId":"v1","IsDefaultVersion":false},{"Document":`+doc("e:f")+`,"VersionId":"v2","IsDefaultVersion":true}]}]
}`))
	want := `identity role/r arn:aws:iam::111122223333:role/r account=111122223333 attached=2 open=false statements=2
identity user/u arn:aws:iam::111122223333:user/u account=111122223333 attached=0 open=true statements=0
identity group/g arn:aws:iam::111122223333:group/g account=111122223333 attached=1 open=false statements=1
trust role/r name=r reading=all linked=1 ways=Service ec2.amazonaws.com assume-role
statement policy/m.statement[0] identity Allow
statement role/r.statement[0] trust Allow
statement role/r/in.statement[0] identity Allow
statement group/g/gp.statement[0] identity Allow`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestEncodedPlaces: what is said of a percent-encoded document stands at the
// bytes that were encoded.
func TestEncodedPlaces(t *testing.T) {
	encoded := url.QueryEscape(trust)
	b := read("r.json", `{"Role":{"RoleName":"app","AssumeRolePolicyDocument":"`+encoded+`"}}`)
	at := b.Trusts[0].Ways[0].At.Root()
	if got, _ := url.QueryUnescape(at.Text()); got != `"ec2.amazonaws.com"` {
		t.Errorf("the principal stands at %q", at.Text())
	}
}

// TestCorpus reads real files without faults.
func TestCorpus(t *testing.T) {
	root := filepath.Join("..", "..", "..", "shared", "corpus")
	if _, err := os.Stat(root); err != nil {
		t.Skip("the corpus of real files is not there")
	}
	statements := 0
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		b := read(path, string(data))
		statements += len(b.Statements)
		for _, in := range b.Inputs {
			t.Errorf("%s: %s: %s", in.At, in.Code, in.Message)
		}
		return nil
	})
	if err != nil || statements == 0 {
		t.Errorf("%d statements, %v", statements, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(trust))
	f.Add([]byte(`{"Role":{"AssumeRolePolicyDocument":"%7B%22Statement%22%3A%5B%5D%7D"}}`))
	f.Add([]byte(`{"RoleDetailList":[{"RolePolicyList":[null,{}]}],"Policies":[1]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b := &facts.Bundle{}
		iamjson.Analyzer.Run(&analyzers.Pass{Files: []*source.File{source.NewFile("f.json", data)}, Facts: b})
		for _, s := range b.Statements {
			if r := s.At.Root(); r.Start < 0 || r.End > len(data) {
				t.Fatalf("statement outside the file: %+v", r)
			}
		}
	})
}
