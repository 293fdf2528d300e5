package privilege

import (
	"strings"

	"github.com/subaud/subaud/internal/text"
)

// Family groups the paths by what they end in.
type Family string

// The families.
const (
	// IAM paths end in the rights of an administrator, or of any role that a
	// service can be given.
	IAM Family = "iam"
	// EKS paths end in an administrator of a cluster.
	EKS Family = "eks"
	// PodIdentity paths end in the role of a pod.
	PodIdentity Family = "pod-identity"
)

// Path is a way by which an identity gives itself more than it was given.
//
// The paths are told in our own words; what each call does is in the reference
// of the API of its service, and which permissions it needs in
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
// Those of IAM and of services that run code follow
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
// and https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
type Path struct {
	Family Family
	// Gain completes "it can", such as "attach any policy to its own role".
	Gain  string
	Steps []Request
}

// anyPolicy is the policy that somebody would attach.
var anyPolicy = map[string]string{"iam:policyarn": "arn:aws:iam::aws:policy/AdministratorAccess"}

// pass is the step that gives a role to a service.
func pass(service string) Request {
	return Request{Action: "iam:PassRole", Kind: "role/", Context: map[string]string{"iam:passedtoservice": service + ".amazonaws.com"}}
}

// on is a step on all resources of a kind.
func on(action, kind string) Request { return Request{Action: action, Kind: kind} }

// some is a step for which any resource of a kind will do.
func some(action, kind string) Request { return Request{Action: action, Kind: kind, Some: true} }

// paths lists all of them, the shortest of each family first.
func paths() []Path {
	attach := func(action, kind string) Request { return Request{Action: action, Kind: kind, Context: anyPolicy} }
	return append([]Path{
		{IAM, "attach any policy to its own role", []Request{attach("iam:AttachRolePolicy", "role/")}},
		{IAM, "write any policy into its own role", []Request{on("iam:PutRolePolicy", "role/")}},
		{IAM, "rewrite a policy that it has", []Request{on("iam:CreatePolicyVersion", "policy/")}},
		{IAM, "let itself into any role", []Request{on("iam:UpdateAssumeRolePolicy", "role/")}},
		{IAM, "make access keys of any user", []Request{on("iam:CreateAccessKey", "user/")}},
		{IAM, "set a password for any user who has none", []Request{on("iam:CreateLoginProfile", "user/")}},
		{IAM, "change the password of any user", []Request{on("iam:UpdateLoginProfile", "user/")}},
		{IAM, "replace the keys of any SAML provider, and so sign in to every role that trusts one", []Request{on("iam:UpdateSAMLProvider", "saml-provider/")}},
	}, append(passing(), clusters()...)...)
}

// passing lists the paths that give a role to a service and run code there.
func passing() []Path {
	run := func(service, gain string, steps ...Request) Path {
		return Path{IAM, gain, append([]Request{pass(service)}, steps...)}
	}
	return []Path{
		run("lambda", "run a function as any role that Lambda may have", on("lambda:CreateFunction", "function:"), on("lambda:InvokeFunction", "function:")),
		run("lambda", "run a function as any role that Lambda may have", on("lambda:CreateFunction", "function:"), some("lambda:CreateEventSourceMapping", "")),
		run("ec2", "start a machine with any role that EC2 may have", on("ec2:RunInstances", "instance/")),
		run("ecs-tasks", "run a task as any role that ECS may have", some("ecs:RegisterTaskDefinition", ""), on("ecs:RunTask", "task-definition/")),
		run("cloudformation", "create a stack as any role that CloudFormation may have", on("cloudformation:CreateStack", "stack/")),
		run("codebuild", "run a build as any role that CodeBuild may have", on("codebuild:CreateProject", "project/"), on("codebuild:StartBuild", "project/")),
		run("glue", "run a job as any role that Glue may have", on("glue:CreateJob", "job/"), on("glue:StartJobRun", "job/")),
		run("sagemaker", "open a notebook as any role that SageMaker may have", on("sagemaker:CreateNotebookInstance", "notebook-instance/"), on("sagemaker:CreatePresignedNotebookInstanceUrl", "notebook-instance/")),
		run("states", "run a state machine as any role that Step Functions may have", on("states:CreateStateMachine", "stateMachine:"), on("states:StartExecution", "stateMachine:")),
		run("rolesanywhere", "sign in with certificates of its own to any role that IAM Roles Anywhere may have", some("rolesanywhere:CreateTrustAnchor", ""), some("rolesanywhere:CreateProfile", "")),
	}
}

// clusters lists the paths into clusters of EKS.
// https://docs.aws.amazon.com/eks/latest/userguide/access-policies.html
// https://docs.aws.amazon.com/eks/latest/userguide/authenticate-oidc-identity-provider.html
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html
func clusters() []Path {
	entry := map[string]string{"eks:accessentrytype": "STANDARD"}
	admin := map[string]string{
		"eks:policyarn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy", "eks:accessscope": "cluster",
	}
	return []Path{
		{EKS, "make itself administrator of a cluster by an access entry", []Request{
			{Action: "eks:CreateAccessEntry", Kind: "cluster/", Some: true, Context: entry},
			{Action: "eks:AssociateAccessPolicy", Kind: "access-entry/", Some: true, Context: admin},
		}},
		{EKS, "let an identity provider of its own sign in to a cluster as any user and group", []Request{some("eks:AssociateIdentityProviderConfig", "cluster/")}},
		{PodIdentity, "give any role that pods may have to a service account", []Request{pass("pods.eks"), some("eks:CreatePodIdentityAssociation", "cluster/")}},
		{PodIdentity, "change the role of a service account to any that pods may have", []Request{pass("pods.eks"), some("eks:UpdatePodIdentityAssociation", "podidentityassociation/")}},
	}
}

// Escalation is a path that an identity can take.
type Escalation struct {
	Path
	// By holds what allows each step.
	By []Answer
	// Others counts the further paths of the family.
	Others int
	// Symbols name what would decide an unknown answer.
	Symbols []string
}

// String says the path: what it gains, and by which actions.
func (e Escalation) String() string {
	var names []string
	for _, s := range e.Steps {
		names = append(names, s.Action)
	}
	return e.Gain + " (" + strings.Join(names, ", ") + ")"
}

// Escalate decides whether the policies that are seen let the identity take a
// path of the family, and gives the first one.
func (g *Grants) Escalate(f Family) (Escalation, text.Truth) {
	var out Escalation
	best := text.No
	gains := map[string]bool{}
	for _, p := range paths() {
		if p.Family != f {
			continue
		}
		e, t := g.take(p)
		switch {
		case t == text.No:
		case t == text.Yes && best == text.Yes:
			if !gains[p.Gain] {
				out.Others++
			}
		case t == text.Yes || best == text.No:
			out, best = e, t
		}
		if t == text.Yes {
			gains[p.Gain] = true
		}
	}
	return out, best
}

// take asks each step of a path.
func (g *Grants) take(p Path) (Escalation, text.Truth) {
	e, out := Escalation{Path: p}, text.Yes
	for _, step := range p.Steps {
		a := g.Seen(step)
		out = text.And(out, a.Truth)
		if out == text.No {
			return e, out
		}
		e.By = append(e.By, a)
		e.Symbols = append(e.Symbols, a.Symbols...)
	}
	return e, out
}

// rights are the requests that only an administrator of IAM has all of.
var rights = []Request{
	on("iam:AttachRolePolicy", "role/"), on("iam:PutRolePolicy", "role/"), on("iam:PassRole", "role/"),
	on("iam:CreatePolicyVersion", "policy/"), on("iam:UpdateAssumeRolePolicy", "role/"), on("iam:CreateUser", "user/"),
}

// Administers decides whether the policies that are seen make the identity an
// administrator: they allow everything, or all of IAM. The answer is that of
// the statement that gives the most of it.
func (g *Grants) Administers() Answer {
	out := Answer{Truth: text.Yes}
	for _, r := range rights {
		a := g.Seen(r)
		truth, symbols := text.And(out.Truth, a.Truth), append(out.Symbols, a.Symbols...)
		if truth == text.No {
			return Answer{Truth: text.No}
		}
		if out.By == nil || a.Truth == text.Unknown {
			out = a
		}
		out.Truth, out.Symbols = truth, symbols
	}
	return out
}
