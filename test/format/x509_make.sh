#!/bin/sh
# Makes the certificates of fuzz/corpus/x509 that test/format/x509_test.c reads. Run by hand, from the tree's top; keys
# and serials differ each time, what the test asks for does not.
set -eu
out=fuzz/corpus/x509
t=$(mktemp -d)
trap 'rm -r "$t"' EXIT
cat >"$t/ca.cnf" <<'C'
[ca]
default_ca = one
[one]
new_certs_dir = .
policy = any
default_md = sha256
email_in_dn = no
unique_subject = no
string_mask = utf8only
[any]
countryName = optional
organizationName = optional
commonName = optional
[full]
subjectAltName = DNS:www.a.example,DNS:*.b.example,DNS:*.example,DNS:foo*.c.example,DNS:xn--fiq228c.example,IP:192.0.2.7,IP:2001:db8::1,email:a@a.example
basicConstraints = CA:false
C
cd "$t"
: >index.txt
echo 123456 >serial
openssl req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -utf8 -subj '/C=CN/O=样本公司, 深圳/CN=www.a.example' -out x.pem 2>/dev/null
openssl req -new -key rsa.key -utf8 -subj '/C=CN/O=样本公司, 深圳/CN=www.a.example' -out rsa.csr
sed -i "s|^\[one\]|[one]\ndatabase = index.txt\nserial = serial|" ca.cnf
openssl ca -batch -config ca.cnf -selfsign -keyfile rsa.key -in rsa.csr -extensions full -utf8 -preserveDN \
	-startdate 20240101000000Z -enddate 20520101000000Z -notext -out rsa.pem 2>/dev/null
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -sha384 -nodes -keyout k -subj /CN=www.a.example -days 30 -out cn-only.pem 2>/dev/null
openssl genpkey -algorithm SM2 -out sm2.key
openssl req -x509 -key sm2.key -sm3 -sigopt distid:1234567812345678 -subj /CN=sm2.a.example \
	-addext subjectAltName=DNS:sm2.a.example -days 30 -out sm2.pem
openssl req -x509 -newkey ed25519 -nodes -keyout k -subj /CN=ca -addext basicConstraints=critical,CA:true -days 30 -out ed25519-ca.pem 2>/dev/null
openssl req -new -newkey rsa:1024 -nodes -keyout short.key -subj /CN=old.a.example -out short.csr 2>/dev/null
openssl ca -batch -config ca.cnf -selfsign -keyfile short.key -in short.csr -md sha1 -startdate 20100101000000Z \
	-enddate 20120101000000Z -notext -out rsa1024-sha1.pem 2>/dev/null
cd - >/dev/null
for f in rsa cn-only sm2 ed25519-ca rsa1024-sha1; do
	openssl x509 -in "$t/$f.pem" -outform DER -out "$out/$f.der"
done
