package cloudformation

import (
	"fmt"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// The attribute of a cluster that is its issuer's URL, and the symbol for the
// URL without its scheme.
const (
	issuerURL  = "OpenIdConnectIssuerUrl"
	issuerHost = "." + issuerURL + " without https://"
)

// pseudo is what Ref gives for what CloudFormation itself knows; nil for other
// names.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
func (t *template) pseudo(id string, at source.Span) *text.Node {
	switch id {
	case "AWS::AccountId":
		return stringNode(t.account(), at)
	case "AWS::Partition":
		return stringNode(t.partition(), at)
	case "AWS::Region":
		return stringNode(t.symbol(id, text.FormRegion), at)
	case "AWS::URLSuffix":
		return stringNode(t.symbol(id, text.FormDomain), at)
	case "AWS::StackName":
		return stringNode(t.symbol(id, text.FormName), at)
	case "AWS::StackId":
		return stringNode(t.symbol(id, text.FormARN), at)
	case "AWS::NotificationARNs":
		return unknownList(at)
	}
	return nil
}

func (t *template) account() text.Text   { return t.symbol("AWS::AccountId", text.FormAccount) }
func (t *template) partition() text.Text { return t.symbol("AWS::Partition", text.FormPartition) }

// parameter is a parameter's value. As of a Terraform variable, a default that
// says something stands, and an empty one does not. One that is looked up, or
// that is a secret, is not known.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
func (t *template) parameter(id string, p *text.Node, at source.Span) *text.Node {
	kind := p.Get("Type").Str().String()
	list := kind == "CommaDelimitedList" || strings.HasPrefix(kind, "List<") || strings.Contains(kind, "<List<") || strings.Contains(kind, "<CommaDelimitedList>")
	lookedUp := strings.HasPrefix(kind, "AWS::SSM::")
	value, known := p.Get("Default").Str().Value()
	known = known && value != "" && len(value) <= maxLength && !lookedUp && !secretive(p) && !strings.Contains(value, "{{resolve:") && t.spend(len(value))
	switch {
	case list && known:
		out := &text.Node{Kind: text.List, At: at}
		for _, item := range strings.Split(value, ",") {
			out.Items = append(out.Items, text.Item{Value: stringNode(text.Known(strings.TrimSpace(item), at), at)})
		}
		return out
	case list:
		return unknownList(at)
	case known:
		return stringNode(text.Known(value, at), at)
	}
	return stringNode(t.allowed(id, p), at)
}

// secretive reports whether a parameter's value is not to be shown.
func secretive(p *text.Node) bool {
	return strings.EqualFold(p.Get("NoEcho").Str().String(), "true")
}

// maxAllowed is up to how many values a parameter counts as one of them.
const maxAllowed = 20

// allowed is an unknown parameter: one of its allowed values, or any string.
func (t *template) allowed(id string, p *text.Node) text.Text {
	list := p.Get("AllowedValues")
	if !list.Is(text.List) || len(list.Items) == 0 || len(list.Items) > maxAllowed || strings.HasPrefix(p.Get("Type").Str().String(), "AWS::SSM::") {
		return t.symbol(id, "")
	}
	var texts []text.Text
	for _, item := range list.Items {
		v, ok := item.Value.Str().Value()
		if !ok || len(v) > maxLength {
			return t.symbol(id, "")
		}
		texts = append(texts, text.Known(v, item.Value.At))
	}
	if len(texts) == 1 {
		return texts[0]
	}
	s := t.table.Symbol(id)
	if s.Choices == nil {
		s.Choices = texts
	}
	return text.Of(s, source.Span{})
}

// unresolved reports a name that the template does not define, unless a macro
// may do so.
func (t *template) unresolved(id string, at source.Span) {
	if t.grows || t.root.Get("Transform") != nil {
		return
	}
	t.problem(&facts.Input{
		Code: "malformed-template", Class: facts.Undecided, Identity: true, Detail: text.Known(id, at),
		Message: fmt.Sprintf("The template has neither a parameter nor a resource named %s, which is referred to here, so CloudFormation refuses it.", id),
	}, at.FirstLine())
}

// namesOf tells by which property a type's resources are named, and the kind
// that its IAM ARN has.
func namesOf(kind string) (property, arn string) {
	switch kind {
	case "AWS::IAM::Role":
		return "RoleName", "role"
	case "AWS::IAM::User":
		return "UserName", "user"
	case "AWS::IAM::Group":
		return "GroupName", "group"
	case "AWS::IAM::InstanceProfile":
		return "InstanceProfileName", "instance-profile"
	case "AWS::IAM::ManagedPolicy":
		return "ManagedPolicyName", "policy"
	case "AWS::EKS::Cluster":
		return "Name", ""
	}
	return "", ""
}

// maxParts is up to how many parts a name may have.
const maxParts = 40

// once works out a text of a resource the first time that it is asked for. One
// that refers to itself is what otherwise says.
func (x *resource) once(what string, otherwise text.Text, work func() text.Text) text.Text {
	if t, has := x.known[what]; has {
		if t.Absent() {
			return otherwise
		}
		return t
	}
	if x.known == nil {
		x.known = map[string]text.Text{}
	}
	x.known[what] = text.Text{}
	t := work()
	if t.Absent() || len(t.String()) > maxLength || len(t.Parts()) > maxParts {
		t = otherwise
	}
	x.known[what] = t
	return t
}

// nameOf is the name of a resource: the one that is written, or one that
// CloudFormation makes up.
func (t *template) nameOf(x *resource) text.Text {
	made := t.symbol(x.id, text.FormName)
	property, _ := namesOf(x.kind)
	if property == "" {
		return made
	}
	return x.once(property, made, func() text.Text {
		v, maybe := t.properties(x).value(property)
		switch {
		case v == nil:
			return made.WithAt(x.at)
		case !v.Is(text.String):
			return t.symbol(x.id+"."+property, "").WithAt(v.At)
		case maybe:
			return t.oneOf(property, []text.Text{v.Text, made}).WithAt(v.At)
		}
		return v.Text
	})
}

// pathOf is the IAM path, "/" by default.
func (t *template) pathOf(x *resource) text.Text {
	return x.once("Path", t.symbol(x.id+".Path", ""), func() text.Text {
		return pathIn(t.properties(x), "Path")
	})
}

// pathIn reads a path; absent if it is not known.
func pathIn(p properties, property string) text.Text {
	v, maybe := p.value(property)
	switch {
	case v == nil:
		return text.Known("/", source.Span{})
	case v.Is(text.String) && !maybe:
		return v.Text
	}
	return text.Text{}
}

// iamARN composes an ARN of IAM.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
func (t *template) iamARN(kind string, rest ...text.Text) text.Text {
	lit := func(s string) text.Text { return text.Known(s, source.Span{}) }
	parts := append([]text.Text{lit("arn:"), t.partition(), lit(":iam::"), t.account(), lit(":" + kind)}, rest...)
	return text.Concat(parts...).WithAt(source.Span{})
}

// arnOf is the ARN of a resource of IAM or EKS; absent for others.
func (t *template) arnOf(x *resource) text.Text {
	lit := func(s string) text.Text { return text.Known(s, source.Span{}) }
	switch _, kind := namesOf(x.kind); {
	case kind != "":
		return t.iamARN(kind, t.pathOf(x), t.nameOf(x))
	case x.kind == "AWS::EKS::Cluster":
		return text.Concat(lit("arn:"), t.partition(), lit(":eks:"), t.symbol("AWS::Region", text.FormRegion), lit(":"), t.account(),
			lit(":cluster/"), t.nameOf(x)).WithAt(source.Span{})
	case x.kind == "AWS::IAM::OIDCProvider":
		host, ok := t.urlOf(x).CutPrefix("https://")
		if ok {
			return t.iamARN("oidc-provider/", host)
		}
	}
	return t.symbol(x.id+".Arn", text.FormARN)
}

// urlOf is the URL of an identity provider.
func (t *template) urlOf(x *resource) text.Text {
	return x.once("Url", t.symbol(x.id+".Url", text.FormURL), func() text.Text { return t.properties(x).text("Url") })
}

// refOf is what Ref gives for a resource.
func (t *template) refOf(x *resource) text.Text {
	switch x.kind {
	case "AWS::IAM::OIDCProvider", "AWS::IAM::SAMLProvider", "AWS::IAM::ManagedPolicy":
		return t.arnOf(x)
	}
	if property, _ := namesOf(x.kind); property != "" {
		return t.nameOf(x)
	}
	return t.symbol(x.id, "")
}

// attributeOf is what Fn::GetAtt gives for a resource.
func (t *template) attributeOf(x *resource, attribute string, at source.Span) *text.Node {
	_, kind := namesOf(x.kind)
	own := kind != "" || x.kind == "AWS::EKS::Cluster" || x.kind == "AWS::IAM::OIDCProvider" || x.kind == "AWS::IAM::SAMLProvider"
	switch {
	case own && (attribute == "Arn" || attribute == "PolicyArn" && kind == "policy"):
		if arn := t.arnOf(x); t.spend(len(arn.String())) {
			return stringNode(arn, at)
		}
		return stringNode(t.symbol(x.id+"."+attribute, text.FormARN), at)
	case x.kind == "AWS::EKS::Cluster" && attribute == issuerURL:
		return stringNode(text.Concat(text.Known("https://", source.Span{}), t.symbol(x.id+issuerHost, "")), at)
	case !strings.HasPrefix(x.kind, "AWS::") || x.kind == "AWS::CloudFormation::CustomResource":
		// A function that somebody wrote gives values of any kind.
		return &text.Node{Kind: text.Opaque, Text: t.symbol(x.id+"."+attribute, "").WithAt(at), At: at}
	case attribute == "Arn" || strings.HasSuffix(attribute, "Arn") && x.kind != "AWS::CloudFormation::Stack":
		return stringNode(t.symbol(x.id+"."+attribute, text.FormARN), at)
	}
	return stringNode(t.symbol(x.id+"."+attribute, ""), at)
}

// generated is what a reference to a resource gives that SAM makes: the role of
// a function.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
func (t *template) generated(id, attribute string) (text.Text, bool) {
	owner, ok := strings.CutSuffix(id, "Role")
	x := t.byID[owner]
	if !ok || x == nil || !t.serverless || x.kind != "AWS::Serverless::Function" || x.props.Get("Role") != nil {
		return text.Text{}, false
	}
	switch attribute {
	case "":
		return t.symbol(id, text.FormName), true
	case "Arn":
		return t.functionRole(x), true
	}
	return t.symbol(id+"."+attribute, ""), true
}
