package facts

import "github.com/subaud/subaud/internal/source"

// Workload is a Kubernetes object that says which cloud identity a service
// account has: a ServiceAccount, or another object on which someone wrote the
// annotations of one.
type Workload struct {
	Base
	// Object is the Kubernetes kind, such as ServiceAccount, Deployment or
	// Namespace.
	Object string `json:"object"`
	// Namespace is absent where the manifest leaves it to the command line.
	Namespace Text `json:"namespace"`
	Name      Text `json:"name"`
	// Claims are what it claims to be.
	Claims []Claim `json:"claims"`
	// ClaimsOpen says that there may be annotations that are not listed.
	ClaimsOpen bool `json:"claims_open"`
	// Misspelled are keys that nobody reads and that are nearly those of a
	// cloud identity.
	Misspelled []Misspelled `json:"misspelled"`
	Automount  Flag         `json:"automount"`
	Pods       Link         `json:"pods"`
	// Cluster is the cluster that it runs in, where the scan says so.
	Cluster Link `json:"cluster"`
}

// Claim is a cloud identity that a workload claims.
type Claim struct {
	ID ID `json:"id"`
	// Mechanism is irsa, azure, gke or pod-identity.
	Mechanism string `json:"mechanism"`
	// Key is the annotation's or label's key.
	Key string `json:"key"`
	// Place is annotations, labels, metadata (beside annotations, not in it),
	// object (at the top level), pod-template or elsewhere.
	Place    string      `json:"place"`
	Value    Text        `json:"value"`
	Audience Text        `json:"audience"`
	Identity Link        `json:"identity"`
	At       source.Span `json:"at"`
	// KeyAt is the place of the key.
	KeyAt source.Span `json:"key_at"`
}

// Misspelled is an annotation or label of a service account whose key is close
// to one that gives a cloud identity or sets how, and is none.
type Misspelled struct {
	Key string `json:"key"`
	// Meant is the key that it is close to.
	Meant string `json:"meant"`
	// Place is annotations or labels.
	Place string `json:"place"`
	Value Text   `json:"value"`
	// At is the place of the key.
	At source.Span `json:"at"`
}

// Pod is a pod template.
type Pod struct {
	Base
	// Object is the kind that holds the template: Pod, Deployment, CronJob, ...
	Object         string      `json:"object"`
	Namespace      Text        `json:"namespace"`
	Name           Text        `json:"name"`
	ServiceAccount Text        `json:"service_account"`
	Automount      Flag        `json:"automount"`
	HostNetwork    Flag        `json:"host_network"`
	Labels         []Entry     `json:"labels"`
	Annotations    []Entry     `json:"annotations"`
	Env            []Entry     `json:"env"`
	Tokens         []Projected `json:"tokens"`
	Workload       Link        `json:"workload"`
}

// Entry is a key with a value: a label, an annotation, an environment variable.
type Entry struct {
	Key   Text        `json:"key"`
	Value Text        `json:"value"`
	At    source.Span `json:"at"`
}

// Projected is a service account token that is projected into a pod.
type Projected struct {
	Audience Text `json:"audience"`
	// Seconds is the token's lifetime.
	Seconds Number      `json:"seconds"`
	Path    Text        `json:"path"`
	At      source.Span `json:"at"`
}

// Grant is a Kubernetes Role or ClusterRole.
type Grant struct {
	Base
	// Object is Role or ClusterRole.
	Object    string `json:"object"`
	Namespace Text   `json:"namespace"`
	Name      Text   `json:"name"`
	Rules     []Rule `json:"rules"`
	// RulesOpen says that there may be rules that are not listed.
	RulesOpen bool `json:"rules_open"`
	// Aggregated says that the control plane fills the rules in.
	Aggregated Flag `json:"aggregated"`
	// Labels are what aggregation selects by.
	Labels []Entry `json:"labels"`
	// Bindings are the bindings that grant it.
	Bindings Link `json:"bindings"`
}

// Rule is one rule of a role.
type Rule struct {
	At              source.Span `json:"at"`
	APIGroups       List        `json:"api_groups"`
	Resources       List        `json:"resources"`
	ResourceNames   List        `json:"resource_names"`
	NonResourceURLs List        `json:"non_resource_urls"`
	Verbs           List        `json:"verbs"`
	Maybe           bool        `json:"maybe"`
}

// Binding is a RoleBinding or ClusterRoleBinding.
type Binding struct {
	Base
	// Object is RoleBinding or ClusterRoleBinding.
	Object    string `json:"object"`
	Namespace Text   `json:"namespace"`
	Name      Text   `json:"name"`
	// RoleGroup is the API group of the reference to the role.
	RoleGroup Text        `json:"role_group"`
	RoleKind  Text        `json:"role_kind"`
	RoleName  Text        `json:"role_name"`
	RoleAt    source.Span `json:"role_at"`
	Subjects  []Subject   `json:"subjects"`
	// SubjectsOpen says that there may be subjects that are not listed.
	SubjectsOpen bool `json:"subjects_open"`
	Role         Link `json:"role"`
}

// Subject is who a binding grants something to.
type Subject struct {
	// Kind is User, Group or ServiceAccount where valid.
	Kind      Text        `json:"kind"`
	Name      Text        `json:"name"`
	Namespace Text        `json:"namespace"`
	APIGroup  Text        `json:"api_group"`
	At        source.Span `json:"at"`
	// Link is the ServiceAccount, or the mappings that yield the user or group.
	Link  Link `json:"link"`
	Maybe bool `json:"maybe"`
}

// Mapping says which Kubernetes user and groups a cloud principal becomes: an
// aws-auth entry, an access entry, an eksctl identity mapping.
type Mapping struct {
	Base
	// Form is aws-auth, access-entry or eksctl.
	Form string `json:"form"`
	// List is the aws-auth list that holds it: mapRoles, mapUsers or mapAccounts.
	List      string `json:"list"`
	Principal Text   `json:"principal"`
	Username  Text   `json:"username"`
	Groups    List   `json:"groups"`
	// Policies are EKS access policies, each with its scope.
	Policies []AccessPolicy `json:"policies"`
	Cluster  Text           `json:"cluster"`
	// Type is an access entry's type, such as STANDARD or EC2_LINUX.
	Type     Text    `json:"type"`
	Identity Link    `json:"identity"`
	Bindings Link    `json:"bindings"`
	Faults   []Fault `json:"faults"`
}

// AccessPolicy is an EKS access policy association.
type AccessPolicy struct {
	Policy Text `json:"policy"`
	// Scope is cluster or namespace where known.
	Scope      Text        `json:"scope"`
	Namespaces List        `json:"namespaces"`
	At         source.Span `json:"at"`
}

// Cluster is the configuration of a cluster or of an API server.
type Cluster struct {
	Base
	// Form is eks, aks, gke, api-server, kubeadm, kops or eksctl.
	Form string `json:"form"`
	Name Text   `json:"name"`
	// Issuer is the URL of the cluster's OIDC issuer.
	Issuer Text `json:"issuer"`
	// AuthenticationMode is EKS's CONFIG_MAP, API or API_AND_CONFIG_MAP.
	AuthenticationMode Text `json:"authentication_mode"`
	// Settings are the other options that policies ask about: API server flags
	// without their dashes, or attribute names.
	Settings []Entry `json:"settings"`
}

// FactKind returns KindWorkload.
func (*Workload) FactKind() Kind { return KindWorkload }

// FactKind returns KindPod.
func (*Pod) FactKind() Kind { return KindPod }

// FactKind returns KindGrant.
func (*Grant) FactKind() Kind { return KindGrant }

// FactKind returns KindBinding.
func (*Binding) FactKind() Kind { return KindBinding }

// FactKind returns KindMapping.
func (*Mapping) FactKind() Kind { return KindMapping }

// FactKind returns KindCluster.
func (*Cluster) FactKind() Kind { return KindCluster }
