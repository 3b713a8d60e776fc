/* check
title:    {zh: 网站目录可被列出, en: Directory listing}
clause:   N3.2
item:     N3.2.vuln.leaked-files
basis:    [csl/respond, ndsr/protect, gd2023/weakness]
severity: medium
defends:  [防窃密, 防入侵]
assets:   [site]
proof:    presence
says:     {zh: "{url} 列出了目录内容", en: "{url} lists the files of a folder"}
remedy:
  zh: 关闭目录列表（如 nginx 的 autoindex），删除 .DS_Store 等目录索引文件。
  en: Turn directory listings off (autoindex in nginx) and delete index files such as .DS_Store.
days:     {value: 3, unit: working-days, sure: no}
# The collector proves it by the content and against a random path, not by the status.
examples:
  - fail:    {web_leak: [{asset: 1, url: "http://a/x", kind: listing, proof: "Index of /x"}]}
  - pass:    {web_leak: [{asset: 1, url: "http://a/y", kind: env, proof: x}]}
  - unknown: {partial: [web_leak]}
  - fail:    {web_leak: [{asset: 1, url: "http://a/.DS_Store", kind: ds-store, proof: Bud1}]}
*/
SELECT l.asset, l.evidence, l.url, l.kind, l.proof, l.url AS place
FROM web_leak l
WHERE l.kind IN ('listing', 'ds-store');
