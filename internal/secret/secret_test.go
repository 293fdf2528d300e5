package secret_test

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/secret"
)

// The credentials of these tests are drawn when they run, so that none stands
// in the repository.
const (
	base32Chars = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	base64Chars = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
)

func random(r *rand.Rand, chars string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = chars[r.IntN(len(chars))]
	}
	return string(b)
}

func pem(r *rand.Rand) string {
	return `-----BEGIN PRI` + `VATE KEY-----\n` + random(r, base64Chars, 1600) + `\n-----END PRI` + `VATE KEY-----\n`
}

func TestCredentialsAreFound(t *testing.T) {
	misses := 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 7))
		id, temp := "AK"+"IA"+random(r, base32Chars, 16), "AS"+"IA"+random(r, base32Chars, 16)
		key, token := random(r, base64Chars, 40), random(r, base64Chars, 360)
		azure := random(r, base64Chars[:62], 3) + "8Q~" + random(r, base64Chars[:62], 34)
		storage := random(r, base64Chars, 86) + "=="
		sig := random(r, base64Chars[:62], 42) + "%3D"
		for _, c := range []struct{ slot, value, want string }{
			{"x", id, "access-key-id " + id},
			{"x", "key " + temp + ".", "access-key-id " + temp + " temporary"},
			{"AWS_SECRET_ACCESS_KEY", key + "\n", "secret-access-key " + key},
			{"secret_key", key, "secret-access-key " + key},
			{"credentials", "[default]\naws_access_key_id = " + id + "\naws_secret_access_key=" + key + "\n", "access-key-id " + id + ", secret-access-key " + key},
			{"config", `{"id": "` + id + `", "other": "` + key + `"}`, "access-key-id " + id + ", secret-access-key " + key},
			{"AWS_SESSION_TOKEN", token, "session-token " + token + " temporary"},
			{"any", azure, "client-secret " + azure},
			{"conn", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=" + storage + ";EndpointSuffix=core", "storage-key " + storage},
			{"azurestorageaccountkey", storage, "storage-key " + storage},
			{"url", "https://a.blob.core/x?sv=2023-01-03&se=2030-01-01&sig=" + sig, "sas-token " + sig},
		} {
			if got := printed(c.slot, c.value); got != c.want {
				misses++
				if misses < 8 {
					t.Logf("Scan(%q, ...): got %s, want %s", c.slot, got, c.want)
				}
			}
		}
	}
	// A drawn key may by chance look typed; that must stay rare.
	if misses > 10 {
		t.Errorf("%d of 2200 credentials were missed", misses)
	}
}

func printed(slot, value string) string {
	var out []string
	for _, m := range secret.Scan(slot, value) {
		s := m.Type + " " + value[m.Start:m.End]
		if m.Documentation {
			s += " documentation"
		}
		if m.Temporary {
			s += " temporary"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func TestGoogleKeyFile(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	file := `{"type": "service_account", "project_id": "p", "private_key": "` + pem(r) + `", "client_email": "app@p.iam.gserviceaccount.com"}`
	got := secret.Scan("key.json", file)
	if len(got) != 1 || got[0].Type != "service-account-key" || got[0].Hint != "app@p.iam.gserviceaccount.com" || len(got[0].Hash) != 64 {
		t.Errorf("got %+v", got)
	}
	for _, not := range []string{
		strings.Replace(file, "service_account", "external_account", 1),
		`{"type": "service_account", "private_key": "-----BEGIN PRI` + `VATE KEY-----\n...\n-----END PRI` + `VATE KEY-----\n"}`,
	} {
		if got := secret.Scan("key.json", not); len(got) != 0 {
			t.Errorf("found %+v in %s", got, not)
		}
	}
}

func TestDocumentationKeys(t *testing.T) {
	for _, c := range []struct{ slot, value string }{
		{"aws_access_key_id", "AKIAIOSFODNN7" + "EXAMPLE"},
		{"aws_access_key_id", "AKIAI44QH8DHB" + "EXAMPLE"},
		{"aws_secret_access_key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY"},
		{"aws_secret_access_key", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvb" + "EXAMPLEKEY"},
		{"storage_key", "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq" + "/K1SZFPTOtr/KBHBeksoGMGw=="},
	} {
		if got := secret.Scan(c.slot, c.value); len(got) != 1 || !got[0].Documentation {
			t.Errorf("Scan(%s, %s): %+v", c.slot, c.value, got)
		}
	}
}

// TestSecretsAreNotKept checks that nothing but the documented hint of an
// identifier leaves the package.
func TestSecretsAreNotKept(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	id, key := "AK"+"IA"+random(r, base32Chars, 16), random(r, base64Chars, 40)
	for _, m := range secret.Scan("aws_secret_access_key", id+" "+key) {
		shown := fmt.Sprintf("%+v", m)
		if strings.Contains(shown, key[:8]) || strings.Contains(shown, id[:10]) {
			t.Errorf("the match shows the secret: %s", shown)
		}
	}
}

// slots are names under which a secret would be expected.
var slots = []string{
	"aws_secret_access_key", "AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AZURE_CLIENT_SECRET", "client_secret",
	"storage_account_key", "access_key", "secret_key", "password", "",
}

// lookAlikes are values that are no credentials, whatever their slot.
func lookAlikes() []string {
	out := []string{
		"", "true", "changeme", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "<your-secret-access-key>", "${AWS_SECRET_ACCESS_KEY}",
		"{{ .Values.secret }}", "your-secret-key-goes-here-please-0123456A", "REPLACE_ME_WITH_A_REAL_SECRET_KEY_0123456",
		"arn:aws:iam::123456789012:role/app", "123456789012", "1234567890123456789012345678901234567890",
		"AKIAXXXXXXXXXXXXXXXX", "AKIA1234567890123456", "AKIAABCDEFGHIJKLMNOP", "AKIA", "AKIAIOSFODNN", "xAKIAQWERTYUIOPASDFGH7",
		"AKIAAAAAAAAAAAAAAAAA", "AROAJQABLZS4A3QDU576Q", "AIDAX7JPBEM4A6FTJRTMB", "ANPAQWERTYUIOPASDF23",
		"0123456789abcdef0123456789abcdef01234567", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "projects/my-project/secrets/AwsSecretKey01", "path/to/some/file/in/a/deep/folder/Tree1",
		"00000000-0000-0000-0000-000000000000", "AWSServiceRoleForAmazonElasticFileSystem", "AmazonEKSWorkerNodePolicyAttachment00001",
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGxZ0mVYzQhU0F5c1pWm8xq3Jd1oHh0b9b2m1n2o3p4q user@host",
		"-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\n-----END PUBLIC KEY-----",
		"-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUF\n-----END CERTIFICATE-----",
		"AccountKey=", "AccountKey=<key>", "?sv=2023-01-03&se=2030&sig=", "?sv=2023-01-03&se=2030-01-01&sig=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
		"Q~", "abc8Q~" + strings.Repeat("x", 34), "2021-01-01T00:00:00.000000000Z/2022-01-01", "sha256:" + strings.Repeat("ab12", 16),
		"registry.example.com/team/application-server@sha256", "https://login.microsoftonline.com/common/oauth2/v2.0/token",
		"system:serviceaccount:kube-system:aws-load-balancer-controller", "key_vault_secret_reference_name_for_azure",
	}
	for i := range uint64(12) {
		r := rand.New(rand.NewPCG(i, 99))
		raw := []byte(random(r, base64Chars, 64))
		s1, s2, s5 := sha1.Sum(raw), sha256.Sum256(raw), sha512.Sum512(raw)
		out = append(out,
			hex.EncodeToString(s1[:]), strings.ToUpper(hex.EncodeToString(s1[:])), hex.EncodeToString(s2[:]),
			hex.EncodeToString(s5[:]), "sha512-"+base64.StdEncoding.EncodeToString(s5[:]), "sha256-"+base64.StdEncoding.EncodeToString(s2[:]),
			fmt.Sprintf("%x-%x-%x-%x-%x", raw[:4], raw[4:6], raw[6:8], raw[8:10], raw[10:16]),
			random(r, "0123456789", 12), random(r, "0123456789", 40), random(r, "abcdefghijklmnopqrstuvwxyz-", 40),
			base64.StdEncoding.EncodeToString([]byte("plain text no "+random(r, "abcdefghij klmnop", 16))),
			"AKIA"+random(r, "0189", 16), "AKIA"+random(r, "ABCDEFGHIJ", 4)+strings.Repeat("X", 12),
			"arn:aws:kms:eu-west-1:"+random(r, "0123456789", 12)+":key/"+random(r, "0123456789abcdef", 36),
			"https://oidc.eks.eu-west-1.amazonaws.com/id/"+random(r, "0123456789ABCDEF", 32),
			"v1.2.3-0.20230101"+random(r, "0123456789", 6)+"-"+random(r, "0123456789abcdef", 12),
		)
	}
	return out
}

func TestLookAlikesAreNot(t *testing.T) {
	cases := lookAlikes()
	if len(cases) < 200 {
		t.Fatalf("only %d look-alikes", len(cases))
	}
	for _, value := range cases {
		for _, slot := range slots {
			if got := secret.Scan(slot, value); len(got) > 0 {
				t.Errorf("Scan(%q, %q) = %+v", slot, value, got)
			}
		}
	}
}

// TestFortyCharactersNeedASlot: a random 40 characters under another name is
// not called a secret access key.
func TestFortyCharactersNeedASlot(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for range 50 {
		for _, slot := range []string{"", "token", "etag", "checksum", "nonce", "AWS_REGION"} {
			if got := secret.Scan(slot, random(r, base64Chars, 40)); len(got) > 0 {
				t.Errorf("slot %q: %+v", slot, got)
			}
			if got := secret.Scan(slot, random(r, base64Chars, 86)+"=="); len(got) > 0 {
				t.Errorf("slot %q: %+v", slot, got)
			}
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, s := range lookAlikes() {
		f.Add("aws_secret_access_key", s)
	}
	f.Fuzz(func(t *testing.T, slot, value string) {
		for _, m := range secret.Scan(slot, value) {
			if m.Start < 0 || m.End <= m.Start || m.End > len(value) || m.Type == "" || m.Provider == "" {
				t.Fatalf("bad match %+v", m)
			}
		}
	})
}
