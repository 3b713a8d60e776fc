/* check
title:    {zh: 服务器状态页可被访问, en: Server status page exposed}
clause:   N3.2
item:     N3.2.vuln.leaked-files
basis:    [csl/respond, ndsr/protect, gd2023/weakness]
severity: low
defends:  [防窃密, 防入侵]
assets:   [site]
proof:    presence
says:     {zh: "{url} 向任何人显示服务器状态", en: "{url} shows the server's status to anyone"}
remedy:
  zh: 限制状态页的访问来源。
  en: Restrict the status page to those who need it.
days:     {value: 15, unit: calendar-days, sure: no}
# The collector proves it by the content and against a random path, not by the status.
examples:
  - fail:    {web_leak: [{asset: 1, url: "http://a/x", kind: status-page, proof: "Active connections"}]}
  - pass:    {web_leak: [{asset: 1, url: "http://a/y", kind: env, proof: x}]}
  - unknown: {partial: [web_leak]}
*/
SELECT l.asset, l.evidence, l.url, l.kind, l.proof, l.url AS place
FROM web_leak l
WHERE l.kind = 'status-page';
