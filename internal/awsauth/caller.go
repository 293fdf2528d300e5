// Package awsauth decides which user and groups an AWS principal becomes in an
// EKS cluster, as aws-iam-authenticator does it. Its answers have three values,
// since entries may hold what is not known.
//
// The reading is that of version 0.7.8, and is held against it by the vectors in
// testdata (see tools/aws-auth-oracle).
// https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/v0.7.8/pkg/mapper/configmap/configmap.go
package awsauth

import (
	"slices"
	"strings"
)

// Caller is who STS says that a token is of.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
type Caller struct {
	ARN     string
	Account string
	// UserID is the unique id, with the session's name behind a colon for roles.
	UserID string
	// AccessKeyID is that of the token.
	AccessKeyID string
}

// Identity is a caller as entries are compared with it.
type Identity struct {
	// ARN is the caller's, a role's instead of a session's.
	ARN     string
	Account string
	// Session is the name of a role's session; empty for users.
	Session     string
	AccessKeyID string
	// PrivateDNS looks up the name of the instance that a session is of; nil
	// where that is not known.
	PrivateDNS func(instance string) (name string, found bool)
}

// partitions are those that the authenticator knows.
// https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/v0.7.8/pkg/endpoints/partitions.go
var partitions = []string{"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"}

// Identify gives the identity of a caller; false if the authenticator takes it
// for none. A session's ARN becomes that of its role, which STS gives without
// the role's path.
func Identify(c Caller) (Identity, bool) {
	out := Identity{ARN: c.ARN, Account: c.Account, AccessKeyID: c.AccessKeyID}
	fields := strings.SplitN(c.ARN, ":", 6)
	if len(fields) != 6 || fields[0] != "arn" || !slices.Contains(partitions, fields[1]) {
		return out, false
	}
	parts := strings.Split(fields[5], "/")
	switch fields[2] + ":" + parts[0] {
	case "iam:user", "iam:root", "sts:federated-user":
		return out, true
	case "iam:role":
	case "sts:assumed-role":
		if len(parts) < 3 {
			return out, false
		}
		out.ARN = "arn:" + fields[1] + ":iam::" + fields[4] + ":role/" + strings.Join(parts[1:len(parts)-1], "/")
	default:
		return out, false
	}
	id := strings.Split(c.UserID, ":")
	if len(id) != 2 {
		return out, false
	}
	out.Session = id[1]
	return out, true
}
