package cli_test

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/cli"
)

// lookAlikes are values that stand where credentials stand and are none.
func lookAlikes() []string {
	out := []string{
		// What is filled in later.
		"${{ secrets.AWS_SECRET_ACCESS_KEY }}", "${{ secrets.AZURE_CLIENT_SECRET }}", "$(cat secret.txt)", "$(pass show aws/key)",
		"`cat /run/secrets/key`", "$AWS_SECRET_ACCESS_KEY", "{{ .Values.aws.secretKey }}", "{{ .Values.key | b64enc }}", "{{ vault_aws_key }}",
		"%(aws_secret_access_key)s", "@@AWS_SECRET_KEY@@", "__AWS_SECRET_ACCESS_KEY__", "<your-secret-access-key>", "<AWS_SECRET>", "<redacted>",
		"REPLACE_ME", "CHANGE_ME", "changeme", "change-me-please-before-you-deploy-this-0Aa", "your-access-key-id", "YOUR_SECRET_ACCESS_KEY",
		"your-secret-key-goes-here-please-0123456A", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "XXXXXXXXXXXXXXXXXXXX", "AKIAXXXXXXXXXXXXXXXX",
		"****************************************", "........................................", "placeholder", "PLACEHOLDER_SECRET_ACCESS_KEY_0123456789Aa",
		"insert-your-azure-client-secret-here-12345Aa", "dummy", "dummy-dummy-dummy-dummy-dummy-dummy-Aa1", "fake", "test", "minioadmin", "minio123",
		"none", "null", "TODO", "REDACTED", "DATA+OMITTED", "secret", "password", "example",
		"vault:secret/data/aws#secret_key", "ref+awsssm://shop/key", "op://vault/aws/secret", "arn:aws:secretsmanager:eu-west-1:222233334444:secret:key-AbCdEf",
		"projects/northwind/secrets/AwsSecretKey01", "ENC[AES256_GCM,data:8Y2FzQ==,iv:d1rKz7+0PyA=,tag:Qp8kL1==,type:str]",
		"AgBy3i4OJSWK+PiTySYZZA9rO43cGDEqAax2Ub9xZ7mTk==", "SECRET_REF_1", "file:///etc/keys/aws", "/etc/keys/aws_secret_access_key",
		// Names and numbers.
		"1234567890123456789012345678901234567890", "9876501234876509123487650912348765091234", "012345678901", "222233334444",
		"00000000-0000-0000-0000-000000000000", "5f0b2c1e-7a3d-4c8e-9b1f-2d6e8a4c7b90", "01HZY3V9K7Q4T2M8N6P5R0S1WX",
		"arn:aws:iam::222233334444:role/app", "AWSServiceRoleForAmazonElasticFileSystem", "AmazonEKSWorkerNodePolicyAttachment00001",
		"registry.northwind.example/team/app@sha256", "https://login.microsoftonline.com/common/oauth2/v2.0/token",
		"system:serviceaccount:kube-system:aws-load-balancer-controller", "AROAJQABLZS4A3QDU576Q", "AIDAX7JPBEM4A6FTJRTMB", "ANPAQWERTYUIOPASDF23",
		"v1.2.3-0.20230101123456-abcdef123456", "us-east-1", "s3://northwind-backups/Daily/2026/01/31/Archive",
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN", "AKIA", "AKIA1234567890123456", "AKIAABCDEFGHIJKLMNOP", "ASIAAAAAAAAAAAAAAAAA",
		"NotARealKeyNotARealKeyNotARealKeyNotAReal", "ThisIsTheNameOfAKeyInTheVaultOfTheTeam01",
		// What is public.
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGxZ0mVYzQhU0F5c1pWm8xq3Jd1oHh0b9b2m1n2o3p4q user@host",
		"-----BEGIN PUBLIC KEY----- MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA -----END PUBLIC KEY-----",
		"-----BEGIN CERTIFICATE----- MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUF -----END CERTIFICATE-----",
		"DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=<key>;EndpointSuffix=core.windows.net", "?sv=2023-01-03&se=2030-01-01&sig=<signature>",
		`{"type": "external_account", "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q"}`,
	}
	for i := range 6 {
		raw := []byte(fmt.Sprintf("look-alike %d", i))
		s1, s2, s5 := sha1.Sum(raw), sha256.Sum256(raw), sha512.Sum512(raw)
		out = append(out,
			hex.EncodeToString(s1[:]), strings.ToUpper(hex.EncodeToString(s1[:])), hex.EncodeToString(s2[:]), hex.EncodeToString(s5[:]),
			"sha256:"+hex.EncodeToString(s2[:]), "sha512-"+base64.StdEncoding.EncodeToString(s5[:]), "sha256-"+base64.StdEncoding.EncodeToString(s2[:]),
			base64.StdEncoding.EncodeToString([]byte(fmt.Sprintf("harmless text, number %08d", i))), hex.EncodeToString(s1[:12]),
		)
	}
	return out
}

// slotsOfSecrets are the names under which a credential would be looked for.
var slotsOfSecrets = []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AZURE_CLIENT_SECRET", "secret_key", "storage_account_key"}

// planted writes a value into every format that is read for credentials.
func planted(n int, slot, value string) map[string]string {
	quoted, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	q := string(quoted)
	hcl := strings.NewReplacer("${", "$${", "%{", "%%{").Replace(q)
	encoded := base64.StdEncoding.EncodeToString([]byte(value))
	at := func(name string) string { return fmt.Sprintf("%d-%s/%s", n, slot, name) }
	return map[string]string{
		at("secret.yaml"):     "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {" + slot + ": " + q + "}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: t}\ndata: {" + slot + ": " + encoded + "}\n",
		at("config.yaml"):     "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\ndata: {" + slot + ": " + q + "}\n",
		at("sealed.yaml"):     "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: s}\nspec: {encryptedData: {" + slot + ": " + q + "}}\n",
		at("pod.yaml"):        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, env: [{name: " + slot + ", value: " + q + "}]}]}\n",
		at("main.tf"):         "provider \"aws\" {\n  secret_key = " + hcl + "\n}\nvariable \"" + slot + "\" {\n  default = " + hcl + "\n}\nlocals {\n  " + slot + " = " + hcl + "\n}\nresource \"aws_instance\" \"a\" {\n  user_data = " + hcl + "\n}\n",
		at("prod.tfvars"):     slot + " = " + hcl + "\n",
		at("values.yaml"):     "app: {" + slot + ": " + q + "}\n",
		at(".env"):            slot + "=" + q + "\n",
		at(".aws/config"):     "[default]\n" + slot + " = " + strings.ReplaceAll(value, "\n", " ") + "\n",
		at("keys.json"):       "{\"AccessKeyId\": " + q + ", \"SecretAccessKey\": " + q + ", \"" + slot + "\": " + q + "}\n",
		at("accessKeys.csv"):  "Access key ID,Secret access key\n" + strings.ReplaceAll(value, ",", " ") + "," + strings.ReplaceAll(value, ",", " ") + "\n",
		at("kubeconfig.yaml"): "apiVersion: v1\nkind: Config\nusers: [{name: u, user: {exec: {command: aws, env: [{name: " + slot + ", value: " + q + "}]}, client-key-data: " + q + "}}]\n",
	}
}

// TestLookAlikesAreSilent plants them in every format under names of
// credentials (the tests of internal/secret try all names): no rule says a word, and no fact is made of them.
func TestLookAlikesAreSilent(t *testing.T) {
	values := lookAlikes()
	if len(values) < 100 {
		t.Fatalf("only %d look-alikes", len(values))
	}
	dir := t.TempDir()
	files := 0
	for n, value := range values {
		slots := []string{slotsOfSecrets[n%len(slotsOfSecrets)]}
		if !testing.Short() {
			slots = append(slots, slotsOfSecrets[(n+1)%len(slotsOfSecrets)])
		}
		for _, slot := range slots {
			for name, text := range planted(n, slot, value) {
				path := filepath.Join(dir, filepath.FromSlash(name))
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				files++
			}
		}
	}
	var stdout, stderr bytes.Buffer
	if code := cli.Main([]string{"facts", dir}, nil, &stdout, &stderr, noEnv); code == cli.ExitUsage {
		t.Fatal(stderr.String())
	}
	var got struct {
		Credentials []struct {
			Presence, Address string
			At                struct{ Path string }
		}
	}
	if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for _, c := range got.Credentials {
		if c.Presence == "written" {
			t.Errorf("a credential is seen in %s (%s)", c.At.Path, c.Address)
		}
	}
	stdout.Reset()
	cli.Main([]string{"check", "--exit-zero", "--no-config", "--persona", "auditor", "--select", "credential/*", "--format", "concise", dir}, nil, &stdout, &stderr, noEnv)
	for line := range strings.Lines(stdout.String()) {
		if strings.Contains(line, ": credential/") {
			t.Errorf("reported: %s", line)
		}
	}
	t.Logf("%d look-alikes in %d files", len(values), files)
}
