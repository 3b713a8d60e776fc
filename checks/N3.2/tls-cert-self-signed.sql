/* check
title:    {zh: 使用自签名证书, en: Self-signed certificate}
clause:   N3.2
item:     N3.2.vuln.tls
basis:    [ndsr/protect, csl/encrypt, gd2023/measures]
severity: medium
defends:  [防窃密, 防篡改]
assets:   [site, service]
proof:    presence
says:     {zh: "证书（{subject}）由其自身签发，访问者无法核实网站身份", en: "the certificate ({subject}) is signed by its own key: nobody can tell whose site it is"}
remedy:
  zh: 更换为受信任的证书认证机构签发的证书。
  en: Use a certificate of a trusted authority.
days:     {value: 15, unit: calendar-days, sure: no}
examples:
  - fail:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=a.cn", not_before: 1700000000, not_after: 2000000000, name_match: true, trust: "self-signed", self_signed: true}], at: 1800000000}
  - pass:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 2000000000, name_match: true, trust: "ok"}], at: 1800000000}
  - unknown: {partial: [tls_cert]}
  # a root at the end of the chain is always self-signed
  - pass:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 2000000000, name_match: true, trust: "ok"}, {asset: 1, place: 1, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 2000000000, name_match: true, trust: "ok", self_signed: true}], at: 1800000000}
  # issued by an authority that is not trusted: tls-cert-untrusted
  - pass:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 2000000000, name_match: true, trust: "unknown-issuer"}], at: 1800000000}
*/
SELECT c.asset, c.evidence, c.subject
FROM tls_cert c
WHERE c.place = 0 AND c.self_signed;
