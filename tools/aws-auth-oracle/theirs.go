package main

import (
	"context"
	"errors"
	"net/http"
	"slices"
	_ "unsafe" // for go:linkname

	"sigs.k8s.io/aws-iam-authenticator/pkg/config"
	"sigs.k8s.io/aws-iam-authenticator/pkg/ec2provider"
	"sigs.k8s.io/aws-iam-authenticator/pkg/mapper"
	"sigs.k8s.io/aws-iam-authenticator/pkg/mapper/configmap"
	_ "sigs.k8s.io/aws-iam-authenticator/pkg/server" // linked to below
	"sigs.k8s.io/aws-iam-authenticator/pkg/token"
)

// What the server does with a token after STS has answered is not exported. It
// is called by its symbols, with structs laid out as in the version that go.mod
// names.

//go:linkname identityOf sigs.k8s.io/aws-iam-authenticator/pkg/token.getIdentityFromSTSResponse
func identityOf(id *token.Identity, answer stsAnswer) (*token.Identity, error)

//go:linkname saveMap sigs.k8s.io/aws-iam-authenticator/pkg/mapper/configmap.(*MapStore).saveMap
func saveMap(ms *configmap.MapStore, users []config.UserMapping, roles []config.RoleMapping, accounts []string)

//go:linkname doMapping sigs.k8s.io/aws-iam-authenticator/pkg/server.(*handler).doMapping
func doMapping(h *handler, ctx context.Context, id *token.Identity) (string, []string, error)

// stsAnswer is token.getCallerIdentityWrapper.
type stsAnswer struct {
	Response struct {
		Result   struct{ Account, Arn, UserID string }
		Metadata struct{ RequestID string }
	}
}

// handler is server.handler.
type handler struct {
	http.ServeMux
	verifier                  token.Verifier
	ec2Provider               ec2provider.EC2Provider
	clusterID                 string
	backendMapper             backendMapper
	backendModeConfigInitDone bool
	scrubbedAccounts          []string
	cfg                       config.Config
}

// backendMapper is server.BackendMapper.
type backendMapper struct {
	mappers      []mapper.Mapper
	mapperStopCh chan struct{}
	currentModes string
}

// instances stands for EC2: every instance has this name.
type instances string

func (i instances) GetPrivateDNSName(_ context.Context, id string) (string, error) {
	if id == "i-00000000" {
		return "", errors.New("no such instance")
	}
	return string(i), nil
}

func (instances) StartEc2DescribeBatchProcessing(context.Context) {}

// outcome is what a caller becomes.
type outcome struct {
	In       bool     `json:"in"`
	Username string   `json:"username,omitempty"`
	Groups   []string `json:"groups,omitempty"`
	// Random says that it differs from one request to the next: several entries
	// match, and one of them is taken in the order of a map.
	Random bool `json:"random,omitempty"`
}

// tries is how often a caller is mapped, to see whether it is at random.
const tries = 64

// theirs asks the authenticator.
func theirs(data map[string]string, c caller) outcome {
	var answer stsAnswer
	answer.Response.Result.Account, answer.Response.Result.Arn, answer.Response.Result.UserID = c.Account, c.ARN, c.UserID
	id, err := identityOf(&token.Identity{AccessKeyID: c.AccessKeyID}, answer)
	if err != nil {
		return outcome{}
	}
	users, roles, accounts, _ := configmap.ParseMap(data)
	var store configmap.MapStore
	saveMap(&store, users, roles, accounts)
	h := &handler{ec2Provider: instances(privateDNS), backendMapper: backendMapper{mappers: []mapper.Mapper{&configmap.ConfigMapMapper{MapStore: &store}}}}
	first := once(h, id)
	for range tries {
		if next := once(h, id); next.In != first.In || next.Username != first.Username || !slices.Equal(next.Groups, first.Groups) {
			return outcome{Random: true}
		}
	}
	return first
}

func once(h *handler, id *token.Identity) outcome {
	username, groups, err := doMapping(h, context.Background(), id)
	if err != nil {
		return outcome{}
	}
	return outcome{In: true, Username: username, Groups: groups}
}
