package cli_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/subaud/subaud/internal/cli"
	"github.com/subaud/subaud/internal/report"
	"github.com/subaud/subaud/rules/fixture"
)

// secretMacro is a macro of fixtures, with its first argument.
var secretMacro = regexp.MustCompile(`\{\{secret "([^"]+)"[^}]*\}\}`)

// plantSecrets writes the files of testdata/secrets.txtar below a folder, secrets
// in the places of the macros. It returns every secret, plain and encoded.
func plantSecrets(t *testing.T, dir string) []string {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "secrets.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	hidden := map[string]bool{}
	expand := func(s string) string {
		out, err := fixture.Expand(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, f := range archive.Files {
		for _, m := range secretMacro.FindAllStringSubmatch(string(f.Data), -1) {
			if m[1] == "client-certificate" {
				continue // it is public
			}
			for _, s := range forms(expand(m[0])) {
				hidden[s] = true
			}
		}
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(expand(string(f.Data))), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := make([]string, 0, len(hidden))
	for s := range hidden {
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

// forms are the ways in which a secret might be shown: as it is, decoded,
// encoded, with the escapes of JSON, and the first part of it.
func forms(s string) []string {
	if plain, err := base64.StdEncoding.DecodeString(s); err == nil && len(s) > 60 && strings.Contains(string(plain), " ") {
		return append(forms(string(plain)), s, s[len(s)/2:])
	}
	if strings.Contains(s, "PRIVATE KEY") {
		// The lines between the first and the last are the secret.
		s = strings.NewReplacer(`\n`, "\n").Replace(s)
		_, s, _ = strings.Cut(s, "KEY-----\n")
		s, _, _ = strings.Cut(s, "\n-----END")
		s = strings.ReplaceAll(s, "\n", "")
	}
	out := []string{s, strings.ReplaceAll(s, "/", `\/`), strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(s)), "=")}
	if len(s) >= 24 {
		out = append(out, s[4:20])
	}
	return out
}

// TestNoOutputShowsASecret plants credentials in every format and place, in
// files that cannot be read as well, and looks for them in everything that is
// printed or written.
func TestNoOutputShowsASecret(t *testing.T) {
	dir := t.TempDir()
	hidden := plantSecrets(t, dir)
	if len(hidden) < 60 {
		t.Fatalf("only %d forms of secrets are planted", len(hidden))
	}
	baseline := filepath.Join(t.TempDir(), "baseline.json")
	runs := [][]string{{"facts"}, {"facts", "-v"}, {"graph"}, {"who-can", "get", "secrets"}, {"baseline", "create", "--baseline", baseline}}
	for _, format := range report.Formats() {
		runs = append(runs, []string{"check", "--show-undecided", "--persona", "auditor", "--stats", "-v", "--format", format})
	}
	for _, args := range runs {
		var stdout, stderr bytes.Buffer
		if code := cli.Main(append(args, dir), nil, &stdout, &stderr, noEnv); code == cli.ExitUsage {
			t.Fatalf("%v: %s", args, stderr.String())
		}
		out := stdout.String() + stderr.String()
		if args[0] == "baseline" {
			written, err := os.ReadFile(baseline)
			if err != nil {
				t.Fatal(err)
			}
			out += string(written)
		}
		shows(t, strings.Join(args, " "), out, hidden)
		if args[0] == "check" && !strings.Contains(out, "credential/") {
			t.Errorf("%v finds no credential, so that the test proves nothing:\n%s", args, out)
		}
	}
}

func shows(t *testing.T, what, out string, hidden []string) {
	t.Helper()
	for _, s := range hidden {
		if i := strings.Index(out, s); i >= 0 {
			line := out[strings.LastIndexByte(out[:i], '\n')+1:]
			line, _, _ = strings.Cut(line, "\n")
			t.Errorf("%s shows %q: %s", what, s, line)
		}
	}
}

// TestEverySecretIsFound checks that the planted credentials are all seen, so
// that the test above is about all of them: each file but the broken ones has a
// finding.
func TestEverySecretIsFound(t *testing.T) {
	dir := t.TempDir()
	plantSecrets(t, dir)
	var stdout, stderr bytes.Buffer
	cli.Main([]string{"check", "--exit-zero", "--no-config", "--select", "credential/*", "--format", "concise", dir}, nil, &stdout, &stderr, noEnv)
	archive, err := txtar.ParseFile(filepath.Join("testdata", "secrets.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		if !strings.HasPrefix(f.Name, "broken/") && !strings.Contains(stdout.String(), f.Name+":") {
			t.Errorf("nothing is found in %s", f.Name)
		}
	}
}
