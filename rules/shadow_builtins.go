package rules

import (
	"reflect"
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
	"github.com/subaud/subaud/rules/law"
)

// shadowBuiltins ask which credential the libraries of the clouds take, in the
// order that they document.
//
// AWS: the keys of the environment, if both are there; then the token of a web
// identity; then the shared files; then the container's credentials, as EKS Pod
// Identity gives them.
// https://github.com/aws/aws-sdk-go-v2/blob/main/config/resolve_credentials.go
// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
//
// Azure: EnvironmentCredential before WorkloadIdentityCredential.
// https://learn.microsoft.com/azure/developer/go/sdk/authentication/credential-chains
//
// Google: the file of GOOGLE_APPLICATION_CREDENTIALS before the metadata server,
// by which GKE gives an identity.
// https://cloud.google.com/docs/authentication/application-default-credentials
func shadowBuiltins() []Builtin {
	pod := law.Param{Name: "pod", Kind: law.ParamID}
	container := law.Param{Name: "container", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Container]()}
	variable := law.Param{Name: "variable", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Variable]()}
	object := law.Param{Name: "object", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Reference]()}
	mount := law.Param{Name: "mount", Kind: law.ParamElement, Of: reflect.TypeFor[facts.Mount]()}
	lasting := law.Param{Name: "lasting", Kind: law.ParamString}
	const unknown = "what gives the pod an identity may not be there, or what a variable or file holds is in no file of the scan"
	return []Builtin{
		{
			Name: "shadow_by_variable", Params: []law.Param{pod, container, variable, lasting}, Result: law.ResultString,
			Doc:     "The variable holds a static credential that its cloud's libraries take before the identity that the pod is given; long-lived, or temporary; gives what is taken before what.",
			Unknown: unknown,
			Ask:     shadowByVariable,
		},
		{
			Name: "shadow_by_object", Params: []law.Param{pod, container, object, lasting}, Result: law.ResultString,
			Doc:     "The Secret or ConfigMap, all of whose entries become variables, holds a static credential that its cloud's libraries take before the identity that the pod is given; long-lived, or temporary.",
			Unknown: unknown,
			Ask:     shadowByObject,
		},
		{
			Name: "shadow_by_file", Params: []law.Param{pod, container, mount}, Result: law.ResultString,
			Doc:     "The mount holds AWS's shared file with a key, which the SDKs take before EKS Pod Identity.",
			Unknown: unknown,
			Ask: func(c *Call) Answer {
				p, ok := c.Graph().Fact(c.ID(0)).(*facts.Pod)
				if !ok {
					return Say(text.No)
				}
				e := environment{c.Graph(), p, ElementOf[facts.Container](c, 1)}
				return Answer{
					Truth: e.sharedFile(ElementOf[facts.Mount](c, 2)), Symbols: []string{"what the mounted file holds"},
					Evidence: Evidence{String: "the shared credentials file before EKS Pod Identity"},
				}
			},
		},
		{
			Name: "trace_shadow", Plain: true, Params: []law.Param{pod, container, {Name: "value", Kind: law.ParamAny}}, Result: law.ResultChain,
			Doc: "Gives the places that lead to a static credential of a pod: who gives it an identity, who runs as it, and what holds the key.",
			Ask: func(c *Call) Answer {
				p, ok := c.Graph().Fact(c.ID(0)).(*facts.Pod)
				if !ok {
					return Answer{}
				}
				at := p.At
				switch v := c.value(2).(type) {
				case *facts.Variable:
					at = v.At
				case *facts.Reference:
					at = v.At
				case *facts.Mount:
					at = v.At
				}
				return Answer{Evidence: Evidence{Chain: related(c.Graph(), p, ElementOf[facts.Container](c, 1), at)}}
			},
		},
	}
}

func shadowByVariable(c *Call) Answer {
	v := ElementOf[facts.Variable](c, 2)
	name, known := v.Key.Value()
	if !known || cloudOf(name) == "" || v.Maybe {
		return Say(text.No)
	}
	return shadows(c, name, func(e environment) text.Truth {
		if name == "GOOGLE_APPLICATION_CREDENTIALS" {
			return text.And(e.filled(v), e.readsKey(v.Value, "service-account-key"))
		}
		return e.filled(v)
	})
}

func shadowByObject(c *Call) Answer {
	r := ElementOf[facts.Reference](c, 2)
	out := Say(text.No)
	for _, name := range []string{"AWS_SECRET_ACCESS_KEY", "AZURE_CLIENT_SECRET"} {
		if a := shadows(c, name, func(e environment) text.Truth { return e.gives(r, name) }); a.Truth == text.Yes || out.Truth == text.No {
			out = a
		}
	}
	return out
}

// sharedFile says whether a mount holds the shared file with a key, and hides an
// association.
func (e environment) sharedFile(m *facts.Mount) text.Truth {
	dir, known := m.Path.Value()
	if !known || m.Maybe {
		return text.No
	}
	named := strings.HasSuffix(dir, "/.aws") || strings.HasSuffix(dir, "/.aws/credentials")
	for i := range e.container.Env {
		v := &e.container.Env[i]
		if file, ok := v.Value.Value(); ok && v.Key.Is("AWS_SHARED_CREDENTIALS_FILE") {
			named = within(file, dir)
		}
	}
	if !named || offersOf(e.graph, e.pod, "aws", "irsa") != text.No {
		return text.No // a web identity's token comes before the file
	}
	return text.And(offersOf(e.graph, e.pod, "aws", "pod-identity"), e.mounts(m, "access-key-pair"))
}

// before says what is taken before what.
func before(name string) string {
	switch cloudOf(name) {
	case "aws":
		return "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the environment before the role of the service account"
	case "azure":
		return name + " of the environment before Azure Workload Identity"
	}
	return "the key file of " + name + " before Workload Identity Federation for GKE"
}

// shadows decides whether a static credential in a variable hides the identity
// that the pod is given.
func shadows(c *Call, name string, there func(environment) text.Truth) Answer {
	p, ok := c.Graph().Fact(c.ID(0)).(*facts.Pod)
	if !ok {
		return Say(text.No)
	}
	e := environment{c.Graph(), p, ElementOf[facts.Container](c, 1)}
	given := offersOf(c.Graph(), p, cloudOf(name))
	if given == text.No {
		return Say(text.No)
	}
	temporary := cloudOf(name) == "aws" && e.has("AWS_SESSION_TOKEN") == text.Yes
	if temporary != (c.String(3) == "temporary") {
		return Say(text.No)
	}
	a := Answer{Truth: text.And(given, text.And(there(e), e.completes(name))), Evidence: Evidence{String: before(name)}}
	if a.Truth == text.Unknown {
		a.Symbols = []string{"the value of " + name}
		if given != text.Yes {
			a.Symbols = []string{"which identity the service account is given"}
		}
	}
	return a
}
