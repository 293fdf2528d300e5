package facts

import "github.com/subaud/subaud/internal/source"

// Credential is a static secret: its kind and its place. The secret itself is
// never stored.
type Credential struct {
	Base
	// Provider is aws, azure, gcp, kubernetes or other.
	Provider string `json:"provider"`
	// Type is access-key-pair, access-key-id, secret-access-key,
	// session-token, service-account-key, client-secret, storage-key,
	// sas-token, token, bootstrap-token, password, registry-auth, private-key,
	// client-certificate, or what a kubeconfig asks for one: auth-provider,
	// exec-plugin.
	Type string `json:"type"`
	// Presence is written (the value stands in the file), created (applying the
	// file makes one, whose value is elsewhere) or referenced (the value is taken
	// from elsewhere).
	Presence string `json:"presence"`
	// Place is the slot it stands in: provider-block, backend, secret,
	// config-map, environment, env-file, variable-default, tfvars, user-data,
	// command, secret-command (what a command puts into a Secret), kubeconfig,
	// credentials-file, helm-values, static-token-file, signing-request, resource,
	// controller, literal, ci-login (what a job logs in with) or elsewhere.
	Place string `json:"place"`
	// Slot is the name of the attribute, key or variable that holds it.
	Slot string `json:"slot"`
	// Documentation says that it is one of the keys that the provider's own
	// documentation prints.
	Documentation bool `json:"documentation"`
	// Temporary says that it is a short-lived session credential.
	Temporary bool `json:"temporary"`
	// Hint is the part of an identifier that may be shown (an access key id's
	// prefix and last four characters); empty for passwords and the like.
	Hint string `json:"hint"`
	// Hash is the hexadecimal SHA-256 of a credential of a provider's own
	// high-entropy format, for fingerprints; empty for all others.
	Hash string `json:"hash"`
	// Object is what holds it, as Kind/namespace/name or an address.
	Object Text `json:"object"`
	// Namespace and Name are those of the Kubernetes object that holds it; absent
	// elsewhere.
	Namespace Text `json:"namespace"`
	Name      Text `json:"name"`
	// Account is the name of the service account, in that namespace, whose token
	// it is; absent for all else.
	Account Text `json:"account"`
	// Pod is the pod whose container it belongs to; empty elsewhere.
	Pod ID `json:"pod"`
	// Stored is secret where one that is created is seen to be put into a
	// Kubernetes Secret; else empty.
	Stored string `json:"stored"`
	// Encrypted says whether whoever creates it keeps it encrypted for its owner.
	Encrypted Flag `json:"encrypted"`
	// Instead is what could be had in the place of one that a controller takes
	// from elsewhere; else empty.
	Instead string `json:"instead"`
	// Pair is the other half of a key pair, if it was found.
	Pair source.Span `json:"pair"`
	// User is who its bearer is to the cluster, where it says so.
	User Text `json:"user"`
	// Groups are the groups of which it makes its bearer a member.
	Groups List `json:"groups"`
	// Signer is the name of the signer that is asked for a certificate.
	Signer Text `json:"signer"`
	// Expires says whether it ends at a time that is written beside it; absent
	// where no such time can be.
	Expires Flag `json:"expires"`
	// Seconds is how long it is valid, where it says so.
	Seconds Number `json:"seconds"`
}

// Class says what a Problem means for the analysis.
type Class string

// The classes of problems.
const (
	// Incomplete: something could not be analysed that should have been; the
	// exit code says so.
	Incomplete Class = "incomplete"
	// Undecided: something is left open by the inputs themselves (a templated
	// file, a module that is not there).
	Undecided Class = "undecided"
	// Mistake: the input is wrong in a way that does not hinder the analysis.
	Mistake Class = "mistake"
)

// Input is a fault of the input itself, by code. Policies input/* judge these
// like every other kind; the ones of class incomplete and undecided are also
// listed as problems of the run.
type Input struct {
	Base
	// Code names the fault, such as unparseable, too-large, duplicate-key,
	// shell-interpolation-in-hcl, templated, module-missing, rule-failed.
	Code string `json:"code"`
	// Class is incomplete, undecided or mistake.
	Class Class `json:"class"`
	// Message is a sentence for people, without the place.
	Message string `json:"message"`
	// Detail is a value that the message speaks of, for policies to show.
	Detail Text `json:"detail"`
	// Identity says that the file speaks of identity as far as one can tell.
	Identity bool `json:"identity"`
	// Related is another place that explains the fault; zero if none.
	Related source.Span `json:"related"`
	// Fix is the text that would mend it at its place; empty if unknown.
	Fix string `json:"fix"`
}

// Ignore is a suppression that someone wrote.
type Ignore struct {
	Base
	// Rule is the rule's id as written.
	Rule    string `json:"rule"`
	Reason  string `json:"reason"`
	Owner   string `json:"owner"`
	Expires string `json:"expires"`
	// State is used, unused, expired or malformed.
	State   string `json:"state"`
	Message string `json:"message"`
}

// FactKind returns KindCredential.
func (*Credential) FactKind() Kind { return KindCredential }

// FactKind returns KindInput.
func (*Input) FactKind() Kind { return KindInput }

// FactKind returns KindIgnore.
func (*Ignore) FactKind() Kind { return KindIgnore }
