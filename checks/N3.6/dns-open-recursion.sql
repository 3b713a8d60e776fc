/* check
title:    {zh: 对外开放域名递归解析, en: Open DNS recursion}
clause:   N3.6
item:     N3.6.dns.open-recursion
basis:    [gd2023/recursion, order43/resolve, tcr/licence]
severity: high
defends:  [防黑灰产, 防入侵]
assets:   [service]
proof:    presence
says:     {zh: "该域名服务器（{transport}）为任意来源递归解析了检测方专用区域中的随机域名，应答 {answer}", en: "the name server ({transport}) resolved a random name of the tester's own zone for a stranger: {answer}"}
remedy:
  zh: 限制递归只对本网用户开放（access-control / allow-recursion），或关闭递归；确需对公众提供的先取得互联网域名解析服务许可。
  en: Allow recursion to the own network only, or turn it off; to offer it to the public, get the licence first.
days:     {value: 5, unit: working-days, sure: no}
# The flag RA alone proves nothing (a refusing server may set it): only the canary's data does.
examples:
  - fail:    {dns_server: [{asset: 1, transport: udp, rcode: 0, ra: true, recursion: true, canary: x.canary.example, answer: 192.0.2.1}]}
  - pass:    {dns_server: [{asset: 1, transport: udp, rcode: 5, ra: false}]}
  - unknown: {partial: [dns_server]}
  - pass:    {dns_server: [{asset: 1, transport: udp, rcode: 5, ra: true}]}
  - pass:    {dns_server: [{asset: 1, transport: udp, rcode: 0, ra: false, aa: true}]}
  # a forwarder that passes AA on is open all the same
  - fail:    {dns_server: [{asset: 1, transport: udp, rcode: 0, aa: true, recursion: true}]}
*/
SELECT d.asset, d.evidence, d.transport, d.answer, d.transport AS place
FROM dns_server d
WHERE d.recursion;
