/* check
title:    {zh: 证书不受信任, en: Certificate not trusted}
clause:   N3.2
item:     N3.2.vuln.tls
basis:    [ndsr/protect, csl/encrypt, gd2023/measures]
severity: medium
defends:  [防窃密, 防篡改]
assets:   [site, service]
proof:    presence
says:     {zh: "证书（{subject}，签发者 {issuer}）无法验证：{trust_zh}", en: "the certificate ({subject}, issued by {issuer}) cannot be verified: {trust}"}
remedy:
  zh: 更换为受信任的证书认证机构签发的证书，并随证书发送完整的中间证书。
  en: Use a certificate of a trusted authority and send the intermediate certificates with it.
days:     {value: 15, unit: calendar-days, sure: no}
# A self-signed one is tls-cert-self-signed, an expired one tls-cert-expired: they are not accused again here.
examples:
  - fail:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 2000000000, name_match: true, trust: "unknown-issuer"}], at: 1800000000}
  - pass:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 2000000000, name_match: true, trust: "ok"}], at: 1800000000}
  - unknown: {partial: [tls_cert], at: 1800000000}
  - pass:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 2000000000, name_match: true, trust: "self-signed", self_signed: true}], at: 1800000000}
  - pass:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 1799999999, name_match: true, trust: "expired"}], at: 1800000000}
  # expired, and its issuer is unknown besides: renewing it settles both
  - pass:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 1799999999, name_match: true, trust: "unknown-issuer"}], at: 1800000000}
  # another certificate of the chain has expired
  - fail:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 2000000000, name_match: true, trust: "expired"}], at: 1800000000}
  - fail:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 2000000000, name_match: true, trust: "invalid"}], at: 1800000000}
  - fail:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1900000000, not_after: 2000000000, name_match: true, trust: "not-yet-valid"}], at: 1800000000}
*/
SELECT c.asset, c.evidence, c.subject, c.issuer, c.trust,
  CASE c.trust WHEN 'unknown-issuer' THEN '签发者不受信任或证书链不完整' WHEN 'expired' THEN '证书链中有证书已过期'
    WHEN 'not-yet-valid' THEN '尚未生效' ELSE '证书链无效' END AS trust_zh
FROM tls_cert c
WHERE c.place = 0 AND NOT c.self_signed AND c.not_after >= :at
  AND c.trust IN ('unknown-issuer', 'expired', 'not-yet-valid', 'invalid');
