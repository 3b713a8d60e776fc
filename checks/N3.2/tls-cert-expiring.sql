/* check
title:    {zh: 证书即将过期, en: Certificate expires soon}
clause:   N3.2
item:     N3.2.vuln.tls
basis:    [ndsr/protect, csl/encrypt, gd2023/measures]
severity: low
defends:  [防窃密, 防篡改]
assets:   [site, service]
proof:    presence
params:   {days: {value: 30, source: "习惯做法，无法定期限", sure: no}}
says:     {zh: "证书（{subject}）{days_left} 天后过期", en: "the certificate ({subject}) expires in {days_left} days"}
remedy:
  zh: 在到期前更换证书。
  en: Replace the certificate before it expires.
days:     {value: 15, unit: calendar-days, sure: no}
# An expired one is tls-cert-expired.
examples:
  - fail:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 1802505600, name_match: true, trust: "ok"}], at: 1800000000}
  - pass:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 1802678400, name_match: true, trust: "ok"}], at: 1800000000}
  - unknown: {partial: [tls_cert], at: 1800000000}
  - pass:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 1799999999, name_match: true, trust: "expired"}], at: 1800000000}
  - fail:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 1800000000, name_match: true, trust: "ok"}], at: 1800000000}
*/
SELECT c.asset, c.evidence, c.subject, (c.not_after - :at) / 86400 AS days_left
FROM tls_cert c
WHERE c.place = 0 AND c.not_after >= :at AND c.not_after < :at + :days * 86400;
