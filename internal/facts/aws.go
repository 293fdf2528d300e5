package facts

import "github.com/subaud/subaud/internal/source"

// Trust is a trust document: a role's trust policy, a federated credential, a
// workload identity binding. Verdicts are of the whole document.
type Trust struct {
	Base
	// Cloud is aws, azure or gcp.
	Cloud string `json:"cloud"`
	// Form is role-trust-policy, federated-credential or workload-identity-binding.
	Form string `json:"form"`
	// Reading says how much of the document is known: all, part or none.
	Reading string `json:"reading"`
	// Name is the name of the identity that the document guards, for messages.
	Name Text `json:"name"`
	// Identity is the identity that the document guards.
	Identity Link `json:"identity"`
	// Overlooked says that what others make of the document is left alone and not
	// shown, as by Terraform's ignore_changes; absent where nothing says so.
	Overlooked Flag `json:"overlooked"`
	// Statements are all statements, misplaced ones included.
	Statements []Statement `json:"statements"`
	// Open says that there may be statements that are not listed.
	Open bool `json:"open"`
	// Ways are the ways in: a statement that allows, and one of its principals.
	Ways []Way `json:"ways"`
}

// Way is one way into an identity: statement x principal. It carries the place
// to report; the verdict is always of the whole document.
type Way struct {
	ID ID          `json:"id"`
	At source.Span `json:"at"`
	// Statement is the index of the statement in the document.
	Statement int `json:"statement"`
	// PrincipalType is AWS, Service, Federated, CanonicalUser, * or unknown.
	PrincipalType string `json:"principal_type"`
	Principal     Text   `json:"principal"`
	// Mechanism is assume-role, web-identity, saml, mixed (several) or unknown,
	// by the actions of the statement and the type of the principal.
	Mechanism string `json:"mechanism"`
	// Issuer is the identity provider that a federated principal names.
	Issuer Link `json:"issuer"`
	// Maybe says that the way may not exist.
	Maybe bool `json:"maybe"`
}

// Statement is one statement of an IAM policy document.
type Statement struct {
	Base
	// Position is what the document is used as: trust, identity, resource,
	// boundary, service-control, session or unknown.
	Position string `json:"position"`
	// Owner is the trust or identity that the document belongs to; empty if none.
	Owner ID `json:"owner"`
	// OwnerName is the printed name of the owner, for messages.
	OwnerName Text `json:"owner_name"`
	// Version is the version of the policy language that its document names;
	// absent if it names none.
	Version Text `json:"version"`
	Index   int  `json:"index"`
	Sid     Text `json:"sid"`
	// Effect is Allow or Deny where valid; the default of Terraform's policy
	// document (Allow) is filled in by its analyzer.
	Effect        Text        `json:"effect"`
	Actions       List        `json:"actions"`
	NotActions    List        `json:"not_actions"`
	Resources     List        `json:"resources"`
	NotResources  List        `json:"not_resources"`
	Principals    []Principal `json:"principals"`
	NotPrincipals []Principal `json:"not_principals"`
	// PrincipalsOpen says that there may be principals that are not listed.
	PrincipalsOpen bool `json:"principals_open"`
	// HasPrincipal and HasResource say whether the elements Principal or
	// NotPrincipal, and Resource or NotResource, are there at all.
	HasPrincipal Flag        `json:"has_principal"`
	HasResource  Flag        `json:"has_resource"`
	Conditions   []Condition `json:"conditions"`
	// ConditionsOpen says that there may be conditions that are not listed.
	ConditionsOpen bool `json:"conditions_open"`
	// Faults are elements that the grammar does not know, duplicate keys and
	// values of the wrong type.
	Faults []Fault `json:"faults"`
}

// Principal is one principal of a statement.
type Principal struct {
	// Type is AWS, Service, Federated, CanonicalUser, * (the bare string "*")
	// or whatever else the document says.
	Type  Text        `json:"type"`
	Value Text        `json:"value"`
	At    source.Span `json:"at"`
	// Maybe says that the principal may not be there.
	Maybe bool `json:"maybe"`
}

// Condition is one operator and key of a statement with its values.
type Condition struct {
	Operator Text        `json:"operator"`
	Key      Text        `json:"key"`
	Values   List        `json:"values"`
	At       source.Span `json:"at"`
	// Maybe says that the condition may not be there.
	Maybe bool `json:"maybe"`
}

// Fault is a mistake in the grammar of a policy statement.
type Fault struct {
	// Code is unknown-element, duplicate-key, wrong-type, missing-element or
	// unparseable; for aws-auth also wrong-place (not in kube-system), dropped
	// (an element that contradicts itself) and gated (behind a feature gate).
	Code string `json:"code"`
	// Element is the element's name as written.
	Element string      `json:"element"`
	Message string      `json:"message"`
	At      source.Span `json:"at"`
	// First is where a duplicated key was written first.
	First source.Span `json:"first"`
}

// Identity is something that holds permissions in a cloud.
type Identity struct {
	Base
	// Cloud is aws, azure or gcp.
	Cloud string `json:"cloud"`
	// Type is role, user, group, instance-profile, managed-identity,
	// app-registration or service-account.
	Type string `json:"type"`
	Name Text   `json:"name"`
	// ARN is the identity's full name where the cloud has one: an ARN, a
	// resource id, an email address.
	ARN Text `json:"arn"`
	// Path is an IAM path, with slashes; "/" is the default.
	Path    Text `json:"path"`
	Account Text `json:"account"`
	// ClientID is an Azure client id.
	ClientID Text `json:"client_id"`
	Trust    Link `json:"trust"`
	// Attached are the policies attached by name or ARN.
	Attached []Attachment `json:"attached"`
	// AttachedOpen says that there may be more policies than are listed here:
	// elsewhere in the configuration, or in the account.
	AttachedOpen bool `json:"attached_open"`
	// Statements are the statements of its inline and resolved policies.
	Statements []ID `json:"statements"`
	Boundary   Text `json:"boundary"`
	// BoundaryStatements are the statements of the boundary, where it is known;
	// none where it is not.
	BoundaryStatements []ID `json:"boundary_statements"`
	// MaxSession is the longest session in seconds.
	MaxSession Number `json:"max_session"`
}

// Attachment is a policy attached to an identity.
type Attachment struct {
	Policy Text `json:"policy"`
	// Form is managed, inline or boundary.
	Form string      `json:"form"`
	At   source.Span `json:"at"`
}

// Issuer is something that signs tokens which a cloud trusts.
type Issuer struct {
	Base
	// Cloud is the cloud that trusts it.
	Cloud string `json:"cloud"`
	// Type is oidc, saml, workload-identity-pool or cluster.
	Type string `json:"type"`
	Name Text   `json:"name"`
	// URL is the issuer as written, scheme included if it was.
	URL Text `json:"url"`
	// ARN is a provider's. A cluster that signs tokens has that of the provider
	// which would take them.
	ARN       Text `json:"arn"`
	Audiences List `json:"audiences"`
	// Thumbprints are SHA-1 fingerprints, hexadecimal.
	Thumbprints List `json:"thumbprints"`
	// Condition is a workload identity pool's attribute condition (CEL).
	Condition Text `json:"condition"`
	// Mapping is its attribute mapping, as "attribute = expression".
	Mapping List `json:"mapping"`
	// Disabled says that no new tokens are taken.
	Disabled Flag `json:"disabled"`
	Cluster  Link `json:"cluster"`
}

// Association is an EKS Pod Identity association.
type Association struct {
	Base
	Cluster   Text `json:"cluster"`
	Namespace Text `json:"namespace"`
	// ServiceAccount is the Kubernetes service account's name.
	ServiceAccount     Text `json:"service_account"`
	Role               Text `json:"role"`
	TargetRole         Text `json:"target_role"`
	DisableSessionTags Flag `json:"disable_session_tags"`
	RoleLink           Link `json:"role_link"`
	WorkloadLink       Link `json:"workload_link"`
}

// FactKind returns KindTrust.
func (*Trust) FactKind() Kind { return KindTrust }

// FactKind returns KindStatement.
func (*Statement) FactKind() Kind { return KindStatement }

// FactKind returns KindIdentity.
func (*Identity) FactKind() Kind { return KindIdentity }

// FactKind returns KindIssuer.
func (*Issuer) FactKind() Kind { return KindIssuer }

// FactKind returns KindAssociation.
func (*Association) FactKind() Kind { return KindAssociation }
