package terraform

import (
	"strconv"
	"strings"

	"github.com/subaud/subaud/internal/text"
	"github.com/zclconf/go-cty/cty"
)

// configured is what a plan says of the configuration of a resource.
type configured struct {
	expressions *text.Node
	key         string // of the provider
}

// provider is the name of the provider's configuration. One that a module has
// for itself has the module's name before it.
func (c configured) provider(kind string) string {
	if c.key != "" {
		return c.key
	}
	name, _, _ := strings.Cut(kind, "_")
	return name
}

// configuration finds the configuration of a resource.
func (r *plan) configuration(calls []string, mode, kind, name string) configured {
	for _, n := range items(r.called(calls).Get("resources")) {
		found := n.Get("type").Str().Is(kind) && n.Get("name").Str().Is(name) && n.Get("mode").Str().Is("data") == (mode == "data")
		if found {
			key, _ := n.Get("provider_config_key").Str().Value()
			return configured{expressions: n.Get("expressions"), key: key}
		}
	}
	return configured{}
}

// called is the configuration of a module.
func (r *plan) called(calls []string) *text.Node {
	n := r.calls
	for _, name := range calls {
		n = n.Path("module_calls", name, "module")
	}
	return n
}

// value stands for what is not known. A plan lists what an expression refers
// to, not what it makes of it; but where an argument names another resource,
// and the expression refers to just the attribute that such an argument takes,
// it is that attribute.
func (r *plan) value(x *plannedResource, c configured, n *text.Node) cty.Value {
	at, _ := n.Text.Value()
	symbol := r.b.env().Symbol(x.Address + "." + at)
	argument, element, expression := c.expression(at)
	if named[argument] == "" {
		return symbol.Val()
	}
	key, attribute, ok := r.resolve(expression.Get("references"), x.prefix, x.calls, 0)
	if ok && takes(argument, key, attribute) {
		v := r.scope.Referred(key, attribute)
		if !element || !v.Type().IsTupleType() {
			return v
		}
	}
	return symbol.Val()
}

// expression finds the expression that wrote what stands at a path, such as
// statement[0].principals[1].identifiers[0], with the name of the argument.
func (c configured) expression(at string) (argument string, element bool, n *text.Node) {
	n = c.expressions
	steps := strings.Split(at, ".")
	for i, step := range steps {
		name, index, indexed := strings.Cut(step, "[")
		n = n.Get(name)
		if i == len(steps)-1 {
			return name, indexed, n
		}
		k, err := strconv.Atoi(strings.TrimSuffix(index, "]"))
		if err != nil || !n.Is(text.List) || k < 0 || k >= len(n.Items) {
			return "", false, nil
		}
		n = n.Items[k].Value
	}
	return "", false, nil
}

// named are the arguments that name another resource, with the attributes of
// it that they take.
var named = map[string]string{
	"role": "name id", "user": "name id", "group": "name id", "roles": "name id", "users": "name id", "groups": "name id",
	"policy_arn": "arn id", "role_arn": "arn", "principal_arn": "arn", "permissions_boundary": "arn id", "managed_policy_arns": "arn id",
	"cluster_name": "name id", "assume_role_policy": "json", "policy": "json", "parent_id": "id", "user_assigned_identity_id": "id",
	"application_id": "id", "service_account_id": "name id", "identifiers": "arn",
}

func takes(argument, key, attribute string) bool {
	document := strings.Contains("."+key, ".data.aws_iam_policy_document.")
	if document != (named[argument] == "json") {
		return false
	}
	for _, a := range strings.Fields(named[argument]) {
		if a == attribute {
			return true
		}
	}
	return false
}

// maxHops bounds how far references are followed through modules.
const maxHops = 20

// resolve follows references to the one attribute of the one instance that they
// speak of, through the arguments and outputs of modules.
func (r *plan) resolve(refs *text.Node, prefix string, calls []string, hops int) (key, attribute string, ok bool) {
	ref, single := only(refs)
	if !single || hops > maxHops {
		return "", "", false
	}
	if name, isVar := strings.CutPrefix(ref, "var."); isVar && len(calls) > 0 {
		last := len(calls) - 1
		call := r.called(calls[:last]).Path("module_calls", calls[last], "expressions", name)
		return r.resolve(call.Get("references"), outer(prefix), calls[:last], hops+1)
	}
	if rest, isModule := strings.CutPrefix(ref, "module."); isModule {
		i := strings.LastIndexByte(rest, '.')
		if i < 0 {
			return "", "", false
		}
		name, _, _ := strings.Cut(rest[:i], "[")
		inner := append(calls[:len(calls):len(calls)], name)
		output := r.called(inner).Path("outputs", rest[i+1:], "expression", "references")
		return r.resolve(output, prefix+"module."+rest[:i]+".", inner, hops+1)
	}
	i := strings.LastIndexByte(ref, '.')
	if i < 0 || !r.scope.Holds(prefix+ref[:i]) {
		return "", "", false
	}
	return prefix + ref[:i], ref[i+1:], true
}

// only returns the one reference of a list that names each also by the parts
// that it begins with.
func only(refs *text.Node) (string, bool) {
	found := ""
	if !refs.Is(text.List) {
		return "", false
	}
	for _, i := range refs.Items {
		s, ok := i.Value.Str().Value()
		switch {
		case !ok:
			return "", false
		case found == "" || strings.HasPrefix(s, found+".") || strings.HasPrefix(s, found+"["):
			found = s
		case s != found && !strings.HasPrefix(found, s+".") && !strings.HasPrefix(found, s+"["):
			return "", false
		}
	}
	return found, found != ""
}

// outer is the prefix of the module that calls the one of a prefix.
func outer(prefix string) string {
	quoted := false
	last := 0
	for i := 0; i+len("module.") < len(prefix); i++ {
		switch {
		case prefix[i] == '"' && (i == 0 || prefix[i-1] != '\\'):
			quoted = !quoted
		case !quoted && strings.HasPrefix(prefix[i:], "module.") && (i == 0 || prefix[i-1] == '.'):
			last = i
		}
	}
	return prefix[:last]
}
