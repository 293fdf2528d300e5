// Package iamjson reads IAM policy documents that stand in JSON files of their
// own, and what the AWS CLI prints of roles and identity providers.
package iamjson

import (
	"bytes"
	"path"
	"strings"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/internal/discover"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/iam"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/internal/yamlpos"
)

const name = "iamjson"

// Analyzer reads IAM's JSON.
var Analyzer = analyzers.Analyzer{
	Name:     name,
	Doc:      "IAM policy documents and the output of aws iam commands in .json files.",
	Claims:   claims,
	Relevant: relevant,
	Run:      run,
}

// claims takes .json files but not Terraform's JSON syntax.
func claims(p string) bool {
	p = strings.ToLower(p)
	return strings.HasSuffix(p, ".json") && !strings.HasSuffix(p, ".tf.json") && !strings.HasSuffix(p, ".tfvars.json")
}

// markers are the keys without which a file says nothing to this analyzer.
var markers = [][]byte{
	[]byte(`"Statement`), []byte(`"AssumeRolePolicyDocument"`), []byte(`"ClientIDList"`), []byte(`PolicyList"`), []byte(`"RoleDetailList"`),
}

func relevant(data []byte) bool {
	for _, m := range markers {
		if bytes.Contains(data, m) {
			return true
		}
	}
	return false
}

func run(p *analyzers.Pass) {
	for _, f := range p.Files {
		r := &reader{pass: p, file: f}
		docs, faults := yamlpos.ParseJSON(f, yamlpos.Options{})
		if len(faults) > 0 {
			r.unparseable(faults[0])
		}
		for _, d := range docs {
			if len(faults) > 0 && d.Root == nil {
				continue
			}
			r.root(filledIn(d.Root, f.Path))
		}
	}
}

// unparseable reports a file that looks like a policy; other broken JSON is for
// nobody here.
func (r *reader) unparseable(fault yamlpos.SyntaxError) {
	data := r.file.Data
	if !bytes.Contains(data, []byte(`"Effect"`)) && !bytes.Contains(data, []byte(`"AssumeRolePolicyDocument"`)) || foreign(data) {
		return
	}
	in := &facts.Input{
		Code: fault.Code, Class: facts.Incomplete, Message: fault.Message, Identity: true,
		Detail: text.Known(fault.Cause, fault.At),
	}
	in.Base = r.base("", "", fault.At)
	in.ID = ""
	in.Address = path.Base(r.file.Path)
	if bytes.Contains(data, []byte("{{")) || bytes.Contains(data, []byte("<%")) || !quotedOnly(data) {
		in.Code, in.Class = "templated", facts.Undecided
		in.Message = "The policy is a template, which is not JSON before it is filled in."
		r.pass.Problem(in)
		return
	}
	position := "unknown"
	if bytes.Contains(data, []byte(`"sts:AssumeRole`)) {
		position = "trust"
	}
	in.Code = "policy-unparseable"
	base := r.base("policy", in.Address, fault.At)
	for _, s := range iam.Unparsed(iam.Document{Problems: []*facts.Input{in}}, iam.Options{Position: position, Base: base, OwnerName: text.Known(in.Address, fault.At)}) {
		r.pass.Facts.Add(s)
	}
	r.pass.Problem(in)
}

// foreign recognises files in which policies stand inside something that other
// analyzers read.
func foreign(data []byte) bool {
	if discover.IsCloudFormation(data) {
		return true
	}
	for _, m := range []string{`"AWSTemplateFormatVersion"`, `"resource_changes"`, `"planned_values"`, `"apiVersion"`, `"terraform_version"`} {
		if bytes.Contains(data, []byte(m)) {
			return true
		}
	}
	return false
}

// quotedOnly reports whether what marks the holes of templates ($NAME, <NAME>,
// @NAME@, %NAME%) stands only inside strings.
func quotedOnly(data []byte) bool {
	quoted := false
	for i := 0; i < len(data); i++ {
		switch {
		case quoted && data[i] == '\\':
			i++
		case data[i] == '"':
			quoted = !quoted
		case !quoted && strings.IndexByte("$<@%", data[i]) >= 0:
			return false
		}
	}
	return true
}

// reader reads one file.
type reader struct {
	pass *analyzers.Pass
	file *source.File
}

// base is the base of a fact with an address.
func (r *reader) base(kind facts.Kind, address string, at source.Span) facts.Base {
	return facts.Base{
		ID: facts.ID(string(kind) + ":" + r.file.Path + "#" + address), Address: address, At: at,
		Source: name, Unit: r.file.Path, Context: r.file.Context,
	}
}

// root decides by its keys what a document is.
func (r *reader) root(n *text.Node) {
	switch {
	case n.Is(text.List):
		for _, item := range n.Items {
			if item.Value.Get("AssumeRolePolicyDocument") != nil {
				r.role(item.Value, nil)
			}
		}
	case !n.Is(text.Map):
	case n.Get("RoleDetailList") != nil || n.Get("UserDetailList") != nil || n.Get("GroupDetailList") != nil:
		r.authorizationDetails(n)
	case n.Get("Role").Get("AssumeRolePolicyDocument") != nil:
		r.role(n.Get("Role"), nil)
	case n.Get("Roles").Is(text.List):
		r.root(n.Get("Roles"))
	case n.Get("AssumeRolePolicyDocument") != nil:
		r.role(n, nil)
	case n.Get("Url") != nil && n.Get("ClientIDList") != nil:
		r.provider(n)
	default:
		r.document(n)
	}
}

// document reads a policy document, or an output that holds one.
func (r *reader) document(n *text.Node) {
	switch {
	case n.Get("PolicyDocument") != nil && n.Get("PolicyName") != nil:
		r.inline(n)
	case n.Path("PolicyVersion", "Document") != nil:
		r.statements(n.Path("PolicyVersion", "Document"), "identity", r.base("policy", path.Base(r.file.Path), n.At), "", facts.Text{})
	case policyLike(n):
		r.policy(n)
	}
}

// policyLike tells a policy document by its elements, misspelled ones included.
// Statement alone is too common a word.
func policyLike(n *text.Node) bool {
	version, _ := n.Get("Version").Str().Value()
	if elsewhere(version) && !mentions(n, "arn:") {
		return false
	}
	dated := version == "2012-10-17" || version == "2008-10-17"
	st := n.Get("Statement")
	if st == nil {
		for _, f := range n.Fields {
			key := strings.ToLower(f.Key.String())
			dated = dated && key != "apiversion"
			if key == "statement" || key == "statements" {
				st = f.Value
			}
		}
		return dated && st != nil
	}
	return dated || len(statementsOf(st)) > 0 && statementsOf(st)[0].Get("Effect") != nil
}

// statementsOf lists the statements of a Statement element.
func statementsOf(st *text.Node) []*text.Node {
	if st.Is(text.Map) {
		return []*text.Node{st}
	}
	if !st.Is(text.List) {
		return nil
	}
	var out []*text.Node
	for _, item := range st.Items {
		if item.Value.Is(text.Map) {
			out = append(out, item.Value)
		}
	}
	return out
}
