package kube_test

import (
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/subaud/subaud/internal/kube"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/yamlpos"
)

// TestRegistryLogins: what a docker configuration holds of a cloud's own
// credentials is one, however it is wrapped; other passwords are nobody's
// business.
func TestRegistryLogins(t *testing.T) {
	client := "aB3" + "8Q~" + "kT5vXw2Zr9Lm4Np7Qs1Dy6Fg8Hj0Bc3Ea"
	wrap := base64.StdEncoding.EncodeToString
	for _, c := range []struct {
		name, slot, json, want string
	}{
		{"password", ".dockerconfigjson", fmt.Sprintf(`{"auths":{"x.azurecr.io":{"username":"u","password":%q}}}`, client), "azure client-secret"},
		{"name and password", ".dockerconfigjson", fmt.Sprintf(`{"auths":{"x.azurecr.io":{"auth":%q}}}`, wrap([]byte("u:"+client))), "azure client-secret"},
		{"the older form", ".dockercfg", fmt.Sprintf(`{"x.azurecr.io":{"auth":%q}}`, wrap([]byte("u:"+client))), "azure client-secret"},
		{"another password", ".dockerconfigjson", fmt.Sprintf(`{"auths":{"docker.io":{"auth":%q}}}`, wrap([]byte("u:hunter2hunter2hunter2"))), ""},
		{"another slot", "config", fmt.Sprintf(`{"auths":{"x.azurecr.io":{"auth":%q}}}`, wrap([]byte("u:"+client))), ""},
		{"no JSON", ".dockerconfigjson", `{"auths":`, ""},
	} {
		file := source.NewFile("s.yaml", fmt.Appendf(nil, "apiVersion: v1\nkind: Secret\nmetadata: {name: pull}\ndata:\n  %s: %s\n", c.slot, wrap([]byte(c.json))))
		docs, faults := yamlpos.ParseYAML(file, yamlpos.Options{})
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		got := ""
		for _, f := range kube.Read(docs[0].Root, kube.Options{}).Credentials {
			got += f.Provider + " " + f.Type
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
