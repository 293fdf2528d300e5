package kube

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// registryLogin is how one registry is logged in to: by a password, or by name
// and password together in base64.
type registryLogin struct {
	Password string `json:"password"`
	Auth     string `json:"auth"`
}

// registryPasswords lists the passwords in a Secret's configuration of docker, in
// the order of the registries; none of another slot, or where it is no JSON.
// https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets
func registryPasswords(slot string, raw []byte) (out []string) {
	var logins map[string]registryLogin
	switch slot {
	case ".dockerconfigjson":
		var config struct {
			Auths map[string]registryLogin `json:"auths"`
		}
		if json.Unmarshal(raw, &config) == nil {
			logins = config.Auths
		}
	case ".dockercfg":
		if json.Unmarshal(raw, &logins) != nil {
			return nil
		}
	}
	for _, registry := range slices.Sorted(maps.Keys(logins)) {
		l := logins[registry]
		if l.Password == "" {
			if both, err := base64.StdEncoding.DecodeString(l.Auth); err == nil {
				_, l.Password, _ = strings.Cut(string(both), ":")
			}
		}
		if l.Password != "" {
			out = append(out, l.Password)
		}
	}
	return out
}
