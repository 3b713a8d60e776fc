/* check
title:    {zh: 启用弱加密套件, en: Weak cipher suite offered}
clause:   N3.2
item:     N3.2.vuln.tls
basis:    [ndsr/protect, csl/encrypt, gd2023/measures]
severity: medium
defends:  [防窃密, 防篡改]
assets:   [site, service]
proof:    presence
says:     {zh: "服务器在 {name} 下选用弱套件 {cipher}", en: "the server chose the weak suite {cipher} under {name}"}
remedy:
  zh: 停用无加密、匿名、RC4、DES、3DES 和出口级套件。
  en: Turn off suites without encryption or authentication and those with RC4, DES, 3DES or export keys.
days:     {value: 15, unit: calendar-days, sure: no}
# The version itself is tls-version-old.
examples:
  - fail:    {tls_version: [{asset: 1, name: TLSv1.2, number: 771, offered: true, cipher: NULL-SHA256, weak: true}]}
  - pass:    {tls_version: [{asset: 1, name: TLSv1.2, number: 771, offered: true, cipher: ECDHE-RSA-AES128-GCM-SHA256}]}
  - unknown: {partial: [tls_version]}
  - pass:    {tls_version: [{asset: 1, name: TLSv1.0, number: 769, offered: true, cipher: ECDHE-RSA-AES256-SHA}]}
*/
SELECT v.asset, v.evidence, v.name, v.cipher, v.cipher AS place
FROM tls_version v
WHERE v.offered AND v.weak;
