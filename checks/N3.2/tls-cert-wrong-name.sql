/* check
title:    {zh: 证书与域名不匹配, en: Certificate for another name}
clause:   N3.2
item:     N3.2.vuln.tls
basis:    [ndsr/protect, csl/encrypt, gd2023/measures]
severity: medium
defends:  [防窃密, 防篡改]
assets:   [site]
proof:    presence
says:     {zh: "证书适用于{names_zh}，与网站域名不符", en: "the certificate is good for {names}, not for this site"}
remedy:
  zh: 更换为包含本网站域名的证书。
  en: Use a certificate that has the site's name in it.
days:     {value: 15, unit: calendar-days, sure: no}
examples:
  - fail:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 2000000000, name_match: false, trust: "ok", names: "b.cn"}], at: 1800000000}
  - pass:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 2000000000, name_match: true, trust: "ok", names: "a.cn"}], at: 1800000000}
  - fail:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 2000000000, name_match: false, trust: "ok", names: ""}], at: 1800000000}
  - unknown: {partial: [tls_cert]}
  # the names of the chain's other certificates do not matter
  - pass:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 2000000000, name_match: true, trust: "ok", names: "a.cn"}, {asset: 1, place: 1, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 2000000000, name_match: false, trust: "ok"}], at: 1800000000}
*/
SELECT c.asset, c.evidence, c.subject, CASE WHEN c.names = '' THEN 'no name at all' ELSE c.names END AS names,
  CASE WHEN c.names = '' THEN '空（未列出任何名称）' ELSE ' ' || c.names || ' ' END AS names_zh
FROM tls_cert c
WHERE c.place = 0 AND NOT c.name_match;
