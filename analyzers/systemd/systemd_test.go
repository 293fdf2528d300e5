package systemd_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/subaud/subaud/analyzers"
	"github.com/subaud/subaud/analyzers/systemd"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/source"
)

func read(path, data string) *facts.Bundle {
	b := &facts.Bundle{}
	a := systemd.Analyzer
	if a.Claims(path) && a.Relevant([]byte(data)) {
		a.Run(&analyzers.Pass{Files: []*source.File{source.NewFile(path, []byte(data))}, Facts: b})
	}
	return b
}

// outline lists clusters with their settings and faults.
func outline(b *facts.Bundle) string {
	var out []string
	for _, c := range b.Clusters {
		line := c.Form + " " + c.Address
		for _, s := range c.Settings {
			line += fmt.Sprintf(" %s=%s", s.Key, s.Value)
		}
		for _, f := range c.Faults {
			line += fmt.Sprintf(" %s(%s)", f.Code, f.Element)
		}
		if c.SettingsOpen {
			line += " open"
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func TestUnits(t *testing.T) {
	for _, c := range []struct{ name, path, data, want string }{
		{"one line", "kube-apiserver.service", "[Service]\nExecStart=/usr/bin/kube-apiserver --anonymous-auth=false --profiling\n",
			"api-server kube-apiserver.service anonymous-auth=false profiling=true"},
		{"continued, with a comment between", "x.service", "ExecStart = /usr/bin/kube-apiserver \\\n  # who\n  --token-auth-file=/etc/tokens.csv \\\n  --v=2\nRestart=always\n",
			"api-server x.service token-auth-file=/etc/tokens.csv v=2"},
		{"spaces around the sign", "x.service", "ExecStart=/usr/bin/kube-apiserver --basic-auth-file = users.csv --token-auth-file= t.csv\n",
			"api-server x.service basic-auth-file=users.csv token-auth-file= spaced(basic-auth-file)"},
		{"value as a word of its own", "x.service", "ExecStart=kube-apiserver --authorization-mode RBAC,Node\n", "api-server x.service authorization-mode=RBAC,Node"},
		{"quotes and signs", "x.service", "ExecStart=-/bin/kube-apiserver \"--audit-log-path=/var/log/a b\" '--v=1'\n", "api-server x.service audit-log-path=/var/log/a b v=1"},
		{"variables", "x.service", "ExecStart=kube-apiserver --v=${LEVEL} --x=$$a $MORE\n", "api-server x.service v=${LEVEL} x=$a open"},
		{"hyperkube", "x.service", "ExecStart=/hyperkube kube-apiserver --v=1\n", "api-server x.service v=1"},
		{"a misspelled flag", "x.service", "ExecStart=kube-apiserver --authorisation-mode=RBAC --Anonymous-auth=true --client_ca_file=x\n",
			"api-server x.service authorisation-mode=RBAC Anonymous-auth=true client_ca_file=x unknown-flag(authorisation-mode) unknown-flag(Anonymous-auth)"},
		{"a drop-in of the kubelet", "kubelet.service.d/10-auth.conf", "[Service]\nExecStart=\nExecStart=/usr/bin/kubelet --read-only-port=10255\n",
			"kubelet kubelet.service.d/10-auth.conf read-only-port=10255"},
		{"another program", "x.service", "[Unit]\nAfter=kubelet.service\n[Service]\nExecStart=/bin/sh -c 'kubelet --x'\n", ""},
		{"another file", "kubelet.conf", "ExecStart=kubelet --x\n", ""},
	} {
		if got := outline(read(c.path, c.data)); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// FuzzUnit: no panic, and every place lies inside the file.
func FuzzUnit(f *testing.F) {
	f.Add("ExecStart=/usr/bin/kube-apiserver \\\n --a = b \\\n# c\n --d ${E} \"--f g\"\n")
	f.Add("ExecStart=kubelet --x=\\")
	f.Fuzz(func(t *testing.T, data string) {
		for _, c := range read("a.service", data).Clusters {
			for _, s := range c.Settings {
				if s.At.Start < 0 || s.At.End > len(data) || s.At.Start > s.At.End {
					t.Fatalf("a place outside of the file: %v", s.At)
				}
			}
		}
	})
}
