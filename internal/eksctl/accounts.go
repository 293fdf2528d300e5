package eksctl

import (
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/kube"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// roleARN is the annotation that eksctl writes on service accounts.
const roleARN = "eks.amazonaws.com/role-arn"

// named are the namespace and name of a service account.
type named struct{ namespace, name facts.Text }

func (n named) String() string { return n.namespace.String() + "/" + n.name.String() }

// value is the printed form of what is known; false where it is not.
func (n named) value() (string, bool) {
	return n.String(), n.namespace.IsKnown() && n.name.IsKnown()
}

// accountOf names the service account of an element. The namespace default is
// eksctl's own choice.
// https://github.com/eksctl-io/eksctl/blob/main/pkg/apis/eksctl.io/v1alpha5/defaults.go
func (r *reader) accountOf(e element) named {
	meta := e.node.Get("metadata")
	n := named{kube.StringField(meta, "namespace"), kube.StringField(meta, "name")}
	if nameless(n.namespace) {
		n.namespace = text.Known("default", placeOf(e.node, n.name))
	}
	return n
}

// serviceAccounts reads iam.serviceAccounts: each is a service account with the
// annotation, and the role that it names.
// https://docs.aws.amazon.com/eks/latest/eksctl/iamserviceaccounts.html
func (r *reader) serviceAccounts() {
	list, _ := r.elements(r.iam, "serviceAccounts")
	for _, e := range list {
		n := r.accountOf(e)
		if nameless(n.name) {
			continue // refused
		}
		at := placeOf(e.node, n.name)
		arn := kube.StringField(e.node, "attachRoleARN")
		if arn.Absent() || arn.Is("") {
			arn = r.make(role{
				address: "iamserviceaccount/" + n.String(), at: at, of: n.String(), name: kube.StringField(e.node, "roleName"),
				boundary: kube.StringField(e.node, "permissionsBoundary"), trust: r.webIdentity(e.node, n, at),
				policies: r.policiesOf(e.node, "attachPolicyARNs", "attachPolicy"), maybe: e.maybe,
			})
		}
		if only := holds(kube.FlagField(e.node, "roleOnly")); only != text.Yes {
			r.serviceAccount(e.node.Get("metadata"), n, arn, at, e.maybe || only == text.Unknown)
		}
	}
}

// webIdentity is the trust policy of a service account's role.
// https://github.com/eksctl-io/eksctl/blob/main/pkg/iam/oidc/api.go
func (r *reader) webIdentity(n *text.Node, who named, at source.Span) *text.Node {
	known := func(s string) facts.Text { return text.Known(s, at) }
	operator, name := "StringEquals", who.name
	if pattern := kube.StringField(n, "subjectPattern"); !pattern.Absent() && !pattern.Is("") {
		operator, name = "StringLike", pattern
	}
	subject := text.Concat(known("system:serviceaccount:"), who.namespace, known(":"), name).WithAt(placeOf(n, name))
	sub := entry(text.Concat(r.issuer, known(":sub")).WithAt(at), word(subject))
	aud := entry(text.Concat(r.issuer, known(":aud")).WithAt(at), word(known("sts.amazonaws.com")))
	conditions := []text.Field{entry(known("StringEquals"), object(at, sub, aud))}
	if operator != "StringEquals" {
		conditions = []text.Field{entry(known(operator), object(at, sub)), entry(known("StringEquals"), object(at, aud))}
	}
	provider := r.arn(at, known("oidc-provider/"), r.issuer)
	return trustOf(at, known("Federated"), provider, []string{"sts:AssumeRoleWithWebIdentity"}, conditions...)
}

// serviceAccount reads the service account that eksctl makes, by what it would be as a
// manifest. The annotation of the role is eksctl's to write.
func (r *reader) serviceAccount(meta *text.Node, who named, arn facts.Text, at source.Span, maybe bool) {
	known := func(s string) facts.Text { return text.Known(s, at) }
	annotations := object(at)
	if own := meta.Get("annotations"); own.Is(text.Map) {
		annotations.Open, annotations.At = own.Open, own.At
		for _, f := range own.Fields {
			if !f.Key.Is(roleARN) {
				annotations.Fields = append(annotations.Fields, f)
			}
		}
	}
	if !arn.Absent() {
		annotations.Fields = append(annotations.Fields, entry(known(roleARN), word(arn)))
	}
	m := object(at, entry(known("name"), word(who.name)), entry(known("namespace"), word(who.namespace)), entry(known("annotations"), annotations))
	if labels := meta.Get("labels"); labels != nil {
		m.Fields = append(m.Fields, entry(known("labels"), labels))
	}
	base := r.o.Base
	base.Maybe = base.Maybe || maybe
	r.out.Merge(kube.Read(object(at, entry(known("apiVersion"), word(known("v1"))), entry(known("kind"), word(known("ServiceAccount"))),
		entry(known("metadata"), m)), kube.Options{Base: base, Symbols: r.o.Symbols}))
}
