/* check
title:    {zh: 证书已过期, en: Certificate expired}
clause:   N3.2
item:     N3.2.vuln.tls
basis:    [ndsr/protect, csl/encrypt, gd2023/measures]
severity: medium
defends:  [防窃密, 防篡改]
assets:   [site, service]
proof:    presence
says:     {zh: "证书（{subject}）已过期 {days_ago} 天", en: "the certificate ({subject}) expired {days_ago} days ago"}
remedy:
  zh: 更换有效期内的证书，并建立到期自动续期或提醒。
  en: Replace the certificate; renew automatically or be warned in time.
days:     {value: 15, unit: calendar-days, sure: no}
# The moment judged is the run's begin. Who signed it is another matter (tls-cert-self-signed, tls-cert-untrusted).
examples:
  - fail:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 1799999999, name_match: true, trust: "expired"}], at: 1800000000}
  - pass:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 2000000000, name_match: true, trust: "ok"}], at: 1800000000}
  - unknown: {partial: [tls_cert], at: 1800000000}
  # only the server's own certificate counts here; an expired one in the chain shows in its trust
  - pass:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 2000000000, name_match: true, trust: "ok"}, {asset: 1, place: 1, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 1700000001, name_match: true, trust: "ok"}], at: 1800000000}
  # it holds to the end of its last second
  - pass:    {tls_cert: [{asset: 1, place: 0, subject: "CN=a.cn", issuer: "CN=CA", not_before: 1700000000, not_after: 1800000000, name_match: true, trust: "ok"}], at: 1800000000}
*/
SELECT c.asset, c.evidence, c.subject, (:at - c.not_after) / 86400 AS days_ago
FROM tls_cert c
WHERE c.place = 0 AND c.not_after < :at;
