package kube

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"slices"

	"github.com/subaud/subaud/internal/credential"
	"github.com/subaud/subaud/internal/facts"
	"github.com/subaud/subaud/internal/secret"
	"github.com/subaud/subaud/internal/source"
	"github.com/subaud/subaud/internal/text"
)

// bearer fills in who the bearer of a client certificate is: its common name is
// the user, its organizations are the groups.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#x509-client-certificates
// What is no certificate leaves the groups open.
func bearer(fact *facts.Credential, chain string, at source.Span) bool {
	block, _ := pem.Decode([]byte(chain))
	if block == nil || block.Type != "CERTIFICATE" {
		return false
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return false
	}
	named(fact, cert.Subject, at)
	if seconds := int64(cert.NotAfter.Sub(cert.NotBefore).Seconds()); seconds > 0 {
		fact.Seconds = facts.Number{Value: seconds, Known: true, Present: true, At: at.FirstLine()}
	}
	return true
}

func named(fact *facts.Credential, subject pkix.Name, at source.Span) {
	at = at.FirstLine()
	if fact.User.Absent() || !fact.User.IsKnown() {
		fact.User = text.Known(subject.CommonName, at)
	}
	fact.Groups = facts.List{Present: true, Closed: true, At: at}
	for _, o := range subject.Organization {
		fact.Groups.Items = append(fact.Groups.Items, text.Known(o, at))
	}
}

// tls reads the key of a client in a Secret of Kubernetes' own type for them. A
// server's key says nothing about who may do what.
// https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets
func (r *reader) tls(ob *object) {
	if !ob.node.Get("type").Str().Is("kubernetes.io/tls") {
		return
	}
	value := func(key string) (string, *text.Field) {
		if f := ob.node.Get("stringData").Field(key); f != nil {
			v, _ := f.Value.Str().Value()
			return v, f
		}
		if f := ob.node.Get("data").Field(key); f != nil {
			return unbase64(f.Value), f
		}
		return "", nil
	}
	key, at := value("tls.key")
	chain, _ := value("tls.crt")
	m, ok := secret.PrivateKey(key)
	if !ok || at == nil || !forClients(chain) {
		return
	}
	fact := r.credential(ob, "secret", secret.Found{Match: m, Slot: "tls.key", At: at.Value.At.FirstLine(), Maybe: at.Maybe})
	bearer(fact, chain, at.Value.At)
	r.out.Add(fact)
}

// forClients reports whether a certificate says that clients may show it.
func forClients(chain string) bool {
	block, _ := pem.Decode([]byte(chain))
	if block == nil {
		return false
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	return err == nil && slices.Contains(cert.ExtKeyUsage, x509.ExtKeyUsageClientAuth)
}

// signingRequest reads a request for a certificate.
// https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
func (r *reader) signingRequest(ob *object) {
	spec := ob.node.Get("spec")
	request := spec.Field("request")
	if request == nil {
		return
	}
	fact := r.credential(ob, "signing-request", secret.Found{
		Match: secret.Match{Provider: "kubernetes", Type: "client-certificate"}, Slot: "request", At: entryAt(request), Maybe: request.Maybe,
	})
	fact.Presence, fact.Signer, fact.Seconds = credential.Created, str(spec, "signerName"), number(spec, "expirationSeconds")
	fact.Groups = facts.List{Present: true, At: request.Value.At}
	fact.User = text.Of(&text.Symbol{Name: "the subject of the request", Fresh: true}, request.Value.At)
	if block, _ := pem.Decode([]byte(unbase64(request.Value))); block != nil && block.Type == "CERTIFICATE REQUEST" {
		if csr, err := x509.ParseCertificateRequest(block.Bytes); err == nil {
			named(fact, csr.Subject, request.Value.At)
		}
	}
	r.out.Add(fact)
}
