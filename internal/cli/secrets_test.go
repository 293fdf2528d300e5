package cli_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/subaud/subaud/internal/cli"
	"github.com/subaud/subaud/internal/report"
)

// TestNoOutputShowsASecret plants credentials where they are commonly left and
// looks for them, plain and encoded, in everything that is printed.
func TestNoOutputShowsASecret(t *testing.T) {
	// Put together here, so that no scanner of this repository finds a key.
	id, secret := "AKIA"+"ZQ3DRSTUVWX5YPLM", "wJalrXUtnFEMI/K7"+"MDENG+bPxRfiCYzz9QkLmNoP"
	encoded := base64.StdEncoding.EncodeToString([]byte("[default]\naws_access_key_id=" + id + "\naws_secret_access_key=" + secret + "\n"))
	dir := t.TempDir()
	for name, text := range map[string]string{
		"secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: aws}\nstringData:\n  AWS_ACCESS_KEY_ID: ID\n  AWS_SECRET_ACCESS_KEY: SECRET\n" +
			"data:\n  credentials: ENCODED\n",
		"pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  serviceAccountName: SECRET\n  containers:\n  - name: c\n    env:\n" +
			"    - {name: AWS_ACCESS_KEY_ID, value: ID}\n    - {name: AWS_SECRET_ACCESS_KEY, value: \"SECRET\"}\n",
		"main.tf": "provider \"aws\" {\n  access_key = \"ID\"\n  secret_key = \"SECRET\"\n}\n",
	} {
		text = strings.NewReplacer("SECRET", secret, "ENCODED", encoded, "ID", id).Replace(text)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	runs := [][]string{{"facts"}}
	for _, format := range report.Formats() {
		runs = append(runs, []string{"check", "--show-undecided", "--persona", "auditor", "--stats", "-v", "--format", format})
	}
	for _, args := range runs {
		var stdout, stderr bytes.Buffer
		if code := cli.Main(append(args, dir), nil, &stdout, &stderr, noEnv); code == cli.ExitUsage {
			t.Fatalf("%v: %s", args, stderr.String())
		}
		out := stdout.String() + stderr.String()
		for _, hidden := range []string{id, secret, encoded, encoded[:20], strings.ReplaceAll(secret, "/", `\/`)} {
			if strings.Contains(out, hidden) {
				t.Errorf("%v shows %q", args, hidden)
			}
		}
		if args[0] == "check" && !strings.Contains(out, "credential/") {
			t.Errorf("%v finds no credential, so that the test proves nothing:\n%s", args, out)
		}
	}
}
