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
	// Endpoint is the URL of the API server that it is sent to, and ClusterName
	// the name of the EKS cluster whose credentials it is sent with; absent where
	// no file says so.
	Endpoint    Text `json:"endpoint"`
	ClusterName Text `json:"cluster_name"`
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
	Object         string  `json:"object"`
	Namespace      Text    `json:"namespace"`
	Name           Text    `json:"name"`
	ServiceAccount Text    `json:"service_account"`
	Automount      Flag    `json:"automount"`
	HostNetwork    Flag    `json:"host_network"`
	Labels         []Entry `json:"labels"`
	// LabelsOpen says that there may be labels that are not listed.
	LabelsOpen bool `json:"labels_open"`
	// Annotations are those of the pod, but for the copy of the whole object that
	// kubectl apply keeps.
	Annotations []Entry `json:"annotations"`
	// AnnotationsOpen says that there may be annotations that are not listed.
	AnnotationsOpen bool `json:"annotations_open"`
	// Containers are all of the pod: those that start it come first.
	Containers []Container `json:"containers"`
	// ContainersOpen says that there may be containers that are not listed.
	ContainersOpen bool     `json:"containers_open"`
	Volumes        []Volume `json:"volumes"`
	// VolumesOpen says that there may be volumes that are not listed.
	VolumesOpen bool        `json:"volumes_open"`
	Tokens      []Projected `json:"tokens"`
	Workload    Link        `json:"workload"`
}

// Container is a container of a pod.
type Container struct {
	Name  Text `json:"name"`
	Image Text `json:"image"`
	// Init says that it runs before the others, or beside them as a sidecar.
	Init bool `json:"init"`
	// Program names the API server, controller or agent that it runs, where that
	// is one which speaks for the cluster or to its cloud (kube-apiserver,
	// external-dns, kube2iam); empty for all others.
	Program string `json:"program"`
	// Command and Args are kept where Program says what they are said to, without
	// the secrets in them; they are empty, and closed, for all others.
	Command List `json:"command"`
	Args    List `json:"args"`
	// Env are the variables that the clouds' programs and libraries read and those
	// that hold a credential of a cloud. The others are nobody's business.
	Env []Variable `json:"env"`
	// EnvOpen says that there may be variables that are not listed, beside those
	// of EnvFrom.
	EnvOpen bool `json:"env_open"`
	// EnvFrom are the objects all of whose entries become variables.
	EnvFrom []Reference `json:"env_from"`
	// EnvFromOpen says that there may be more of them.
	EnvFromOpen bool    `json:"env_from_open"`
	Mounts      []Mount `json:"mounts"`
	// MountsOpen says that there may be mounts that are not listed.
	MountsOpen bool        `json:"mounts_open"`
	At         source.Span `json:"at"`
	Maybe      bool        `json:"maybe"`
}

// Variable is an environment variable of a container.
type Variable struct {
	Key Text `json:"key"`
	// Value is what a literal says. It is masked where it is a secret.
	Value Text `json:"value"`
	// From is literal, secret, config-map, field (of the pod), resource, file or
	// none; unknown where that cannot be told.
	From string `json:"from"`
	// Object is the Secret or ConfigMap that the value comes from, and ObjectKey
	// its key; the path of a field, the name of a resource.
	Object    Text `json:"object"`
	ObjectKey Text `json:"object_key"`
	// Optional says that the pod starts without the object or its key, and the
	// container then without the variable.
	Optional bool        `json:"optional"`
	At       source.Span `json:"at"`
	Maybe    bool        `json:"maybe"`
}

// Reference is an object from which a container takes variables.
type Reference struct {
	// From is secret or config-map; unknown where that cannot be told.
	From   string `json:"from"`
	Object Text   `json:"object"`
	// Prefix goes before the names of the variables.
	Prefix Text        `json:"prefix"`
	At     source.Span `json:"at"`
	Maybe  bool        `json:"maybe"`
}

// Mount is a volume in the file system of a container.
type Mount struct {
	// Volume is the volume's name.
	Volume  Text        `json:"volume"`
	Path    Text        `json:"path"`
	SubPath Text        `json:"sub_path"`
	At      source.Span `json:"at"`
	Maybe   bool        `json:"maybe"`
}

// Volume is a volume of a pod. One that projects Secrets and ConfigMaps is
// listed as projected, and once more for each of those.
type Volume struct {
	Name Text `json:"name"`
	// From is secret, config-map, projected, host-path, csi, empty-dir or other;
	// unknown where that cannot be told.
	From string `json:"from"`
	// Object is the name of the Secret or ConfigMap, the path on the host, or the
	// CSI driver.
	Object Text        `json:"object"`
	At     source.Span `json:"at"`
	Maybe  bool        `json:"maybe"`
}

// Entry is a key with a value: a label, an annotation.
type Entry struct {
	Key   Text        `json:"key"`
	Value Text        `json:"value"`
	At    source.Span `json:"at"`
}

// Projected is a service account token that is projected into a pod.
type Projected struct {
	// Volume is the volume that it stands in.
	Volume Text `json:"volume"`
	// Audience is absent where the token is for the API server.
	Audience Text `json:"audience"`
	// Seconds is the token's lifetime.
	Seconds Number `json:"seconds"`
	// Path is the file in the volume.
	Path  Text        `json:"path"`
	At    source.Span `json:"at"`
	Maybe bool        `json:"maybe"`
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
	// Aggregates select the ClusterRoles whose rules it is filled with: those
	// that any of the selectors matches.
	Aggregates []Selector `json:"aggregates"`
	// AggregatesOpen says that there may be selectors that are not listed.
	AggregatesOpen bool `json:"aggregates_open"`
	// Labels are what aggregation selects by.
	Labels []Entry `json:"labels"`
	// LabelsOpen says that there may be labels that are not listed.
	LabelsOpen bool `json:"labels_open"`
	// Bindings are the bindings that grant it.
	Bindings Link `json:"bindings"`
}

// Selector selects objects by their labels: all that it asks for has to hold.
type Selector struct {
	At source.Span `json:"at"`
	// Labels have to be there with these values.
	Labels []Entry `json:"labels"`
	// Requirements are what else has to hold.
	Requirements []Requirement `json:"requirements"`
	// Open says that it may ask for more than is listed.
	Open bool `json:"open"`
}

// Requirement is what a selector asks of one label.
type Requirement struct {
	At  source.Span `json:"at"`
	Key Text        `json:"key"`
	// Operator is In, NotIn, Exists or DoesNotExist where valid.
	Operator Text `json:"operator"`
	Values   List `json:"values"`
	Maybe    bool `json:"maybe"`
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
	List string `json:"list"`
	// Index counts the entries of an aws-auth ConfigMap, in the order of its lists.
	Index     int  `json:"index"`
	Principal Text `json:"principal"`
	Username  Text `json:"username"`
	Groups    List `json:"groups"`
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
	// Form is eks, aks, gke, eksctl, api-server (what the server is started with),
	// kubelet, oidc (how one issuer's users are named), client (how somebody talks
	// to it), or node-template (how its nodes are started).
	Form string `json:"form"`
	Name Text   `json:"name"`
	// Referred says that the cluster is made elsewhere, and is only looked up here.
	Referred bool `json:"referred"`
	// Account is the account of AWS that it is in.
	Account Text `json:"account"`
	// Endpoint is the URL of its API server.
	Endpoint Text `json:"endpoint"`
	// Issuer is the URL of the cluster's OIDC issuer, and IssuerHost the same
	// without its scheme, as IAM writes it.
	Issuer     Text `json:"issuer"`
	IssuerHost Text `json:"issuer_host"`
	// AuthenticationMode is EKS's CONFIG_MAP, API or API_AND_CONFIG_MAP.
	AuthenticationMode Text `json:"authentication_mode"`
	// Settings are the other options that policies ask about: API server flags
	// without their dashes, or attribute names. What other places call otherwise
	// (the fields of a KubeletConfiguration) has the name of the flag.
	Settings []Entry `json:"settings"`
	// SettingsOpen says that there may be settings that are not listed.
	SettingsOpen bool `json:"settings_open"`
	// Faults are flags that cannot have been meant as they are written: spaced or
	// unknown-flag.
	Faults []Fault `json:"faults"`
	// Refusals are what the tool that applies the configuration refuses of it, or
	// reads and does not do.
	Refusals []Refusal `json:"refusals"`
}

// Refusal is a part of a configuration that the tool which applies it does not
// take as it is written.
type Refusal struct {
	// Code is, of eksctl, no-oidc-provider, no-pod-identity-agent, no-name,
	// no-policy, account-twice or role-and-policies.
	Code string `json:"code"`
	// Name is what the part is about: a cluster, a service account, or the list
	// that an element without a name is of.
	Name Text `json:"name"`
	// Holds is unknown where it depends on what is not known.
	Holds Flag        `json:"holds"`
	At    source.Span `json:"at"`
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
