package cloudformation_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/cloudformation"
	"github.com/subaud/subaud/analyzers/credentialfile"
	"github.com/subaud/subaud/analyzers/iamjson"
	"github.com/subaud/subaud/analyzers/kubernetes"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// read runs an analyzer on one file, pre-filter included.
func read(a analyzers.Analyzer, path, data string) *facts.Bundle {
	b := &facts.Bundle{}
	if !a.Claims(path) || !a.Relevant([]byte(data)) {
		return b
	}
	a.Run(&analyzers.Pass{Files: []*source.File{source.NewFile(path, []byte(data))}, Facts: b})
	return b
}

// TestGolden reads each template of testdata and compares all facts, with where
// they stand, with the file beside it.
func TestGolden(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.[jy]*")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got := dump(read(cloudformation.Analyzer, filepath.Base(path), string(data)))
		golden := strings.TrimSuffix(path, filepath.Ext(path)) + ".want"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("facts differ from %s (run with -update to rewrite it):\n%s", golden, got)
		}
	}
}

// TestFunctions evaluates expressions as the name of a user.
func TestFunctions(t *testing.T) {
	for _, c := range []struct{ name, expression, want string }{
		{"a string", `plain`, "plain"},
		{"a parameter without a default", `!Ref Free`, "${Free}"},
		{"a parameter with a default", `!Ref Given`, "given"},
		{"a parameter with an empty default", `!Ref Empty`, "${Empty}"},
		{"a parameter that is a secret", `!Ref Hidden`, "${Hidden}"},
		{"a parameter that is looked up", `!Ref LookedUp`, "${LookedUp}"},
		{"a parameter of allowed values", `!Ref Stage`, "${Stage}"},
		{"a pseudo parameter", `!Ref AWS::AccountId`, "${AWS::AccountId}"},
		{"another resource's name", `!Ref Named`, "someone"},
		{"another resource's made-up name", `!Ref Unnamed`, "${Unnamed}"},
		{"an ARN", `!GetAtt Named.Arn`, "arn:${AWS::Partition}:iam::${AWS::AccountId}:user/people/someone"},
		{"an ARN, as a list", `{"Fn::GetAtt": [Named, Arn]}`, "arn:${AWS::Partition}:iam::${AWS::AccountId}:user/people/someone"},
		{"an attribute of another service", `!GetAtt Queue.QueueName`, "${Queue.QueueName}"},
		{"a substitution", `!Sub "a-${Given}-${AWS::Region}"`, "a-given-${AWS::Region}"},
		{"a substitution with variables", `!Sub ["${x}-${Named.Arn}-${!x}", {x: !Ref Given}]`, "given-arn:${AWS::Partition}:iam::${AWS::AccountId}:user/people/someone-${x}"},
		{"a join", `!Join ["/", [a, !Ref Given, !Ref AWS::Region]]`, "a/given/${AWS::Region}"},
		{"a join of a list that is not known", `!Join [",", !Ref Names]`, "${Fn::Join}"},
		{"a join of a list with a default", `!Join ["+", !Ref Three]`, "a+b+c"},
		{"a choice of a list", `!Select [1, [a, b]]`, "b"},
		{"a choice by an index in quotes", `!Select ["0", !Ref Three]`, "a"},
		{"a choice beyond the list", `!Select [7, [a, b]]`, "${Fn::Select}"},
		{"a split", `!Select [1, !Split ["-", "a-b-c"]]`, "b"},
		{"a split of an ARN", `!Select [5, !Split [":", !GetAtt Named.Arn]]`, "user/people/someone"},
		{"a split behind an unknown that may hold the delimiter", `!Select [1, !Split ["-", !Sub "a-${Free}-c"]]`, "${Fn::Select(1, Fn::Split(\"-\", a-${Free}-c))}"},
		{"a split before it", `!Select [0, !Split ["-", !Sub "a-${Free}-c"]]`, "a"},
		{"a split at what a region holds", `!Select [1, !Split ["-", !Sub "a-${AWS::Region}"]]`, "${Fn::Select(1, Fn::Split(\"-\", a-${AWS::Region}))}"},
		{"a split at what may begin in a region", `!Select [1, !Split ["a/", !Sub "${AWS::Region}/b"]]`, "${Fn::Select(1, Fn::Split(\"a/\", ${AWS::Region}/b))}"},
		{"an issuer's host", `!Select [1, !Split ["//", !GetAtt Cluster.OpenIdConnectIssuerUrl]]`, "${Cluster.OpenIdConnectIssuerUrl without https://}"},
		{"a condition", `!If [Prod, a, b]`, "${if Prod: a or b}"},
		{"a condition of equal sides", `!If [Prod, a, a]`, "a"},
		{"a condition within itself", `!If [Prod, !If [Prod, a, c], !If [NotProd, b, d]]`, "${if Prod: a or b}"},
		{"a condition without one side", `!If [Prod, a, !Ref AWS::NoValue]`, "${UserName: a or ${It}}"},
		{"no value", `!Ref AWS::NoValue`, "${It}"},
		{"a mapping", `!FindInMap [Of, eu-west-1, name]`, "ireland"},
		{"a mapping by an unknown key", `!FindInMap [Of, !Ref AWS::Region, name]`, "${Of[${AWS::Region}][name]: ireland or virginia}"},
		{"a mapping that is not there", `!FindInMap [Off, a, b]`, "${It.UserName}"},
		{"an import", `!ImportValue {"Fn::Sub": "${Given}-x"}`, "${Fn::ImportValue(given-x)}"},
		{"base64", `{"Fn::Base64": x}`, "${Fn::Base64}"},
		{"a dynamic reference", `"a-{{resolve:ssm:/name:1}}"`, "a-${resolve:ssm:/name:1}"},
		{"a macro", `{"Fn::Transform": {Name: M}}`, "${It.UserName}"},
		{"itself", `!Ref It`, "${It}"},
		{"a number", `012345678901`, "012345678901"},
	} {
		b := read(cloudformation.Analyzer, "t.yaml", `
Parameters:
  Free: {Type: String}
  Given: {Type: String, Default: given}
  Empty: {Type: String, Default: ""}
  Hidden: {Type: String, Default: hidden, NoEcho: true}
  LookedUp: {Type: "AWS::SSM::Parameter::Value<String>", Default: /a/b}
  Stage: {Type: String, AllowedValues: [dev, prod]}
  Names: {Type: CommaDelimitedList}
  Three: {Type: CommaDelimitedList, Default: "a, b,c"}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
  NotProd: !Not [!Condition Prod]
Mappings:
  Of: {eu-west-1: {name: ireland}, us-east-1: {name: virginia}}
Resources:
  Named: {Type: "AWS::IAM::User", Properties: {UserName: someone, Path: /people/}}
  Unnamed: {Type: "AWS::IAM::User"}
  Queue: {Type: "AWS::SQS::Queue"}
  Cluster: {Type: "AWS::EKS::Cluster"}
  It:
    Type: AWS::IAM::User
    Properties:
      UserName: `+c.expression+"\n")
		for _, f := range b.Inputs {
			t.Errorf("%s: %s @%s", c.name, f.Message, f.At)
		}
		if got := b.Identities[len(b.Identities)-1].Name.String(); got != c.want {
			t.Errorf("%s: %s gives %s, want %s", c.name, c.expression, got, c.want)
		}
	}
}

// TestAlternatives: what a condition leaves open is one of two known strings, and
// of a parameter's allowed values one.
func TestAlternatives(t *testing.T) {
	b := read(cloudformation.Analyzer, "t.yaml", `
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
Conditions: {C: !Equals [!Ref Stage, prod]}
Resources:
  A: {Type: "AWS::IAM::User", Properties: {UserName: !If [C, x, !Sub "y-${Stage}"]}}
`)
	var got []string
	for _, alt := range b.Identities[0].Name.Alternatives() {
		got = append(got, alt.String())
	}
	if want := "x, y-dev, y-prod"; strings.Join(got, ", ") != want {
		t.Errorf("the name is one of %v, want %s", got, want)
	}
}

// TestOthersStandBack: the readers of IAM's JSON and of manifests find no fault
// with templates, whole or broken, and this one none with their files.
func TestOthersStandBack(t *testing.T) {
	whole := `{"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}}}}}`
	broken := strings.Replace(whole, `"Statement": [`, `"Statement": [,`, 1)
	manifest := "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Metadata: 'kind: ClusterRole metadata'\n   Properties: {}\n"
	key := `{"Resources": {"R": {"Type": "AWS::Lambda::Function", "Properties": {"Environment": {"Variables": {"AWS_ACCESS_KEY_ID": "AKIAQ7RT2VXN4ZPL6WKD"}}}}}}`
	for _, a := range []analyzers.Analyzer{iamjson.Analyzer, kubernetes.Analyzer, credentialfile.Analyzer} {
		for path, data := range map[string]string{"key.json": key, "whole.json": whole, "broken.json": broken, "broken.yaml": manifest} {
			if got := dump(read(a, path, data)); got != "" {
				t.Errorf("%s reads of %s:\n%s", a.Name, path, got)
			}
		}
	}
	for path, data := range map[string]string{"broken.json": broken, "broken.yaml": manifest} {
		b := read(cloudformation.Analyzer, path, data)
		if len(b.Inputs) != 1 || b.Inputs[0].Class != facts.Incomplete || b.Inputs[0].At.IsZero() {
			t.Errorf("%s: want one fault of class incomplete:\n%s", path, dump(b))
		}
	}
	for path, data := range map[string]string{
		"values.yaml":  "resources:\n  Type: AWS::IAM::Role\n",
		"policy.json":  `{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}`,
		"service.yaml": "apiVersion: v1\nkind: ServiceAccount\n",
		"states.json":  `{"Resources": ["arn:aws:s3:::b"], "Types": "AWS::IAM::Role"}`,
		"bucket.yaml":  "Resources:\n  B:\n    Type: AWS::S3::Bucket\n",
		"filled.yaml":  "Resources:\n  R: {{ role }}\n    Type: AWS::IAM::Role\n",
	} {
		got := dump(read(cloudformation.Analyzer, path, data))
		if path == "filled.yaml" && strings.HasPrefix(got, "problem templated undecided") && strings.Count(got, "\n") == 1 {
			continue
		}
		if path == "states.json" && strings.HasPrefix(got, "problem malformed-template undecided") {
			continue
		}
		if got != "" {
			t.Errorf("%s:\n%s", path, got)
		}
	}
}

// TestCorpus reads real templates without faults.
func TestCorpus(t *testing.T) {
	root := filepath.Join("..", "..", "..", "shared", "corpus")
	if _, err := os.Stat(root); err != nil {
		t.Skip("the corpus of real files is not there")
	}
	trusts := 0
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		b := read(cloudformation.Analyzer, path, string(data))
		trusts += len(b.Trusts)
		for _, in := range b.Inputs {
			t.Errorf("%s: %s: %s", in.At, in.Code, in.Message)
		}
		return nil
	})
	if err != nil || trusts == 0 {
		t.Errorf("%d trust policies, %v", trusts, err)
	}
}

// FuzzRead: whatever the file, no panic, and every fact stands in it.
func FuzzRead(f *testing.F) {
	paths, _ := filepath.Glob("testdata/*.[jy]*")
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b := &facts.Bundle{}
		cloudformation.Analyzer.Run(&analyzers.Pass{Files: []*source.File{source.NewFile("f.yaml", data)}, Facts: b})
		inside := func(at source.Span) {
			if r := at.Root(); r.File == nil || r.Start < 0 || r.Start > r.End || r.End > len(data) {
				t.Fatalf("a place outside the file: %+v", r)
			}
		}
		for _, k := range facts.Kinds() {
			for _, fact := range b.Of(k) {
				inside(fact.FactBase().At)
			}
		}
		for _, s := range b.Statements {
			for _, c := range s.Conditions {
				inside(c.At)
			}
			for _, p := range s.Principals {
				inside(p.At)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	data, err := os.ReadFile("testdata/eks.yaml")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		read(cloudformation.Analyzer, "t.yaml", string(data))
	}
}

func BenchmarkIrrelevant(b *testing.B) {
	data := []byte(strings.Repeat("kind: Deployment\nmetadata:\n  name: a\n", 2000))
	b.ReportAllocs()
	for b.Loop() {
		if cloudformation.Analyzer.Relevant(data) {
			b.Fatal("relevant")
		}
	}
}
