package shell

import (
	"strings"

	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/text"
)

// tools reads the credentials that other commands take and make.
//
// https://learn.microsoft.com/cli/azure/ad/sp#az-ad-sp-create-for-rbac
// https://cloud.google.com/sdk/gcloud/reference/iam/service-accounts/keys/create
func (c *command) tools() {
	switch c.program {
	case "az":
		c.azure()
	case "gcloud":
		c.google()
	case "kubeadm":
		c.kubeadm()
	}
}

// What makes credentials.
const (
	awsKey    = "aws iam create-access-key"
	forRBAC   = "az ad sp create-for-rbac"
	appReset  = "az ad app credential reset"
	spReset   = "az ad sp credential reset"
	googleKey = "gcloud iam service-accounts keys create"
)

func (c *command) azure() {
	deleted := c.reader.deleted
	switch {
	case c.begins("login"):
		where := text.Known("az login", c.head)
		for _, v := range c.all("-p", "--password") {
			c.secretIn(v, "--password", "command", where, password("azure", "password"))
		}
	case c.begins("ad", "sp", "create-for-rbac"):
		c.creates("azure", "client-secret", forRBAC)
	case c.begins("ad", "app", "credential", "reset"):
		c.creates("azure", "client-secret", appReset)
	case c.begins("ad", "sp", "credential", "reset"):
		c.creates("azure", "client-secret", spReset)
	case c.begins("ad", "sp", "delete"), c.begins("ad", "app", "delete"):
		deleted[forRBAC], deleted[appReset], deleted[spReset] = true, true, true
	case c.begins("ad", "app", "credential", "delete"):
		deleted[appReset] = true
	case c.begins("ad", "sp", "credential", "delete"):
		deleted[spReset] = true
	}
}

func (c *command) google() {
	switch {
	case c.begins("iam", "service-accounts", "keys", "create"):
		c.creates("gcp", "service-account-key", googleKey)
	case c.begins("iam", "service-accounts", "keys", "delete"), c.begins("iam", "service-accounts", "delete"):
		c.reader.deleted[googleKey] = true
	}
}

// kubeadm reads tokens for joining nodes that never end: --ttl 0.
// https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-token/
func (c *command) kubeadm() {
	if !c.begins("token", "create") {
		return
	}
	f, ok := c.flag("--ttl")
	if !ok || !f.value.is("0", "0s", "0m", "0h") {
		return
	}
	t := c.creates("kubernetes", "bootstrap-token", "kubeadm token create")
	t.Expires = facts.Flag{Truth: text.No, Present: true, At: f.value.at}
}

// trap reads what is deleted when the script ends.
func (r *reader) trap(commands string) {
	for words, kinds := range map[string][]string{
		"iam delete-access-key":            {awsKey},
		"iam service-accounts keys delete": {googleKey},
		"ad sp delete":                     {forRBAC, spReset, appReset},
		"ad app delete":                    {forRBAC, spReset, appReset},
	} {
		for _, kind := range kinds {
			r.deleted[kind] = r.deleted[kind] || strings.Contains(commands, words)
		}
	}
}
