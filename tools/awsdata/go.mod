module github.com/subaud/subaud/tools/awsdata

go 1.26.0
