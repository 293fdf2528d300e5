package facts

import "github.com/subaud/subaud/internal/source"

// Workflow is a CI job with the claims that its tokens can present.
type Workflow struct {
	Base
	// Platform is github or gitlab.
	Platform string `json:"platform"`
	// Job is the job's key.
	Job Text `json:"job"`
	// Issuer is the URL of who signs the job's tokens.
	Issuer Text `json:"issuer"`
	// Events start the job. A pipeline of GitLab lists none.
	Events []Event `json:"events"`
	// Subjects are what the claim sub of its tokens can be; a symbol stands for
	// each of what it names, such as any branch.
	Subjects List `json:"subjects"`
	// IDToken says whether the job may ask for a token.
	IDToken Flag `json:"id_token"`
	// Environment is the deployment environment; absent if there is none.
	Environment Text `json:"environment"`
	// Logins are the steps that take an identity of a cloud.
	Logins []Login `json:"logins"`
	// Checkouts are the steps that fetch code, in their order.
	Checkouts []Checkout `json:"checkouts"`
	// Guarded says whether somebody or something has to agree before the job
	// runs: an environment's reviewers, a label, a condition. It is never known
	// to be so, since the conditions are not evaluated.
	Guarded Flag `json:"guarded"`
}

// Event is something that starts a workflow.
type Event struct {
	Name Text        `json:"name"`
	At   source.Span `json:"at"`
}

// Login is a step by which a job takes an identity of a cloud.
type Login struct {
	ID ID `json:"id"`
	// Cloud is aws, azure or gcp.
	Cloud string `json:"cloud"`
	// Action is the action or command that logs in, without its version.
	Action string `json:"action"`
	// Method is federated (with the job's own token), static (with a stored
	// credential), other (with one that an earlier step made) or unknown.
	Method string `json:"method"`
	// Role is what is logged in as: a role's ARN, a client id, an email address.
	Role Text `json:"role"`
	// Audience is what the token is asked for.
	Audience Text `json:"audience"`
	// Identity is who that is in the scan.
	Identity Link        `json:"identity"`
	At       source.Span `json:"at"`
}

// Checkout is a step by which a job fetches code.
type Checkout struct {
	// Code is own (of the branch that the workflow is of), pull-request (what the
	// author of a pull request proposes) or unknown.
	Code string `json:"code"`
	Ref  Text   `json:"ref"`
	// Runs says whether a later step of the job runs something of what was
	// fetched: a script, or an action that stands in the repository.
	Runs bool        `json:"runs"`
	At   source.Span `json:"at"`
}

// FactKind returns KindWorkflow.
func (*Workflow) FactKind() Kind { return KindWorkflow }
