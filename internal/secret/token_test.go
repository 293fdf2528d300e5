package secret_test

import (
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/secret"
)

// jsonToken is a token that nobody signed.
func jsonToken(r *rand.Rand, payload string) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"RS256"}`)) + "." + encode([]byte(payload)) + "." + random(r, base64Chars[:62], 86)
}

func TestTokens(t *testing.T) {
	misses := 0
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 11))
		for _, token := range []string{
			jsonToken(r, `{"sub":"x"}`), random(r, "0123456789abcdef", 32), random(r, base64Chars[:62], 40),
			random(r, "abcdefghijklmnopqrstuvwxyz0123456789", 54), "sha256~" + random(r, base64Chars[:62], 43),
		} {
			if m, ok := secret.Token(" " + token + "\n"); !ok || m.Temporary || m.Documentation || m.Start != 1 || m.End != 1+len(token) {
				misses++
			}
		}
	}
	if misses > 5 { // a drawn token may by chance look typed
		t.Errorf("%d of 500 tokens were missed", misses)
	}
	for _, value := range append(lookAlikes()[:10], "AmazonEKSWorkerNodePolicyAttachment00001", "key_vault_secret_reference_name_for_azure", "<token>", "${TOKEN}", "my-super-secret-token", "the-token-of-the-deployer", "aaaaaaaaaaaaaaaaaaaaaaaa", "0000000000000000", "token goes here", "1234567890123456") {
		if m, ok := secret.Token(value); ok && !m.Documentation && !strings.HasPrefix(value, "0123456789abcdef") {
			t.Errorf("Token(%q): %+v", value, m)
		}
	}
}

func TestTokensOfLogins(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 12))
	for _, c := range []struct {
		payload   string
		temporary bool
	}{
		{`{"iat":1760000000,"exp":1760003600}`, true},
		{`{"nbf":1760000000,"exp":1760086400}`, true},
		{`{"iat":1760000000,"exp":1791536000}`, false},
		{`{"sub":"system:serviceaccount:a:b"}`, false},
		{`{"iat":1760003600,"exp":1760000000}`, false},
	} {
		if m, ok := secret.Token(jsonToken(r, c.payload)); !ok || m.Temporary != c.temporary {
			t.Errorf("%s: %+v %v", c.payload, m, ok)
		}
	}
	if m, ok := secret.Token("k8s-aws-v1." + random(r, base64Chars[:62], 200)); !ok || !m.Temporary || m.Provider != "aws" {
		t.Errorf("a token of EKS: %+v %v", m, ok)
	}
}

func TestPasswordsAndKeys(t *testing.T) {
	for _, s := range []string{"hunter2", "Tr0ub4dor&3", "s3cr3t-pa55"} {
		if _, ok := secret.Password(s); !ok {
			t.Errorf("Password(%q) is none", s)
		}
	}
	for _, s := range []string{"", "abc", "password", "Password1", "my-password", "changeme", "<password>", "${PASSWORD}", "$(cat f)", "xxxxxxxx", "admin", "secret123"} {
		if _, ok := secret.Password(s); ok {
			t.Errorf("Password(%q) is one", s)
		}
	}
	body := base64.StdEncoding.EncodeToString([]byte(random(rand.New(rand.NewPCG(2, 2)), base64Chars, 64)))
	block := func(kind, head string) string {
		return "-----BEGIN " + kind + "-----\n" + head + body + "\n-----END " + kind + "-----\n"
	}
	for text, want := range map[string]bool{
		block("PRIVATE KEY", ""): true, block("RSA PRIVATE KEY", ""): true, "a\n" + block("EC PRIVATE KEY", ""): true,
		block("ENCRYPTED PRIVATE KEY", ""): false, block("PUBLIC KEY", ""): false, block("CERTIFICATE", ""): false,
		block("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"): false, "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----": false,
	} {
		if m, ok := secret.PrivateKey(text); ok != want || ok && !strings.HasPrefix(text[m.Start:m.End], "-----BEGIN") {
			t.Errorf("PrivateKey(%.40q...) = %v", text, ok)
		}
	}
}

func TestBootstrapTokens(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 13))
	if m, ok := secret.BootstrapToken(random(r, "abcdefghijklmnopqrstuvwxyz0123456789", 16)); !ok || m.Documentation {
		t.Errorf("%+v %v", m, ok)
	}
	if m, ok := secret.BootstrapToken("0123456789" + "abcdef"); !ok || !m.Documentation {
		t.Errorf("the manual's: %+v %v", m, ok)
	}
	for _, s := range []string{"", "${SECRET}", "xxxxxxxxxxxxxxxx", "TOKEN-SECRET-123", "<token-secret-1>"} {
		if _, ok := secret.BootstrapToken(s); ok {
			t.Errorf("BootstrapToken(%q) is one", s)
		}
	}
}

// TestConcealable checks that what is drawn is hidden, whole, and that words are
// not.
func TestConcealable(t *testing.T) {
	misses := 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 14))
		for _, s := range []string{"AK" + "IA" + random(r, base32Chars, 16), random(r, base64Chars, 40), random(r, "0123456789abcdef", 32), jsonToken(r, `{"sub":"x"}`)} {
			got := secret.Concealable(`  key: "` + s + `", {`)
			if len(got) != 1 || got[0] != [2]int{8, 8 + len(s)} {
				misses++
			}
		}
	}
	if misses > 24 {
		t.Errorf("%d of 800 secrets would be shown", misses)
	}
	for _, s := range []string{
		"serviceAccountName: aws-load-balancer-controller", "eks.amazonaws.com/role-arn: arn:aws:iam::222233334444:role/app-production",
		"5f0b2c1e-7a3d-4c8e-9b1f-2d6e8a4c7b90", "kind: ClusterRoleBinding", "name = \"aws_iam_role_policy_attachment\"",
	} {
		if got := secret.Concealable(s); len(got) > 0 {
			t.Errorf("Concealable(%q) = %v", s, got)
		}
	}
}
