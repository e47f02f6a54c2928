<#-- What our mails share. Colours only where both are set: the rest follows the reader's light or dark. -->
<#macro letter>
  <div style="max-width: 34em; margin: 0 auto; padding: 1em; font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif">
    <p>${msg("mail.greeting")}</p>
    <#nested>
    <@help/>
  </div>
</#macro>

<#macro button href label>
  <p style="margin: 1.5em 0"><a href="${href}" style="display: inline-block; padding: .7em 1.4em; border-radius: .5em; background: #1d4ed8; color: #fff; font-weight: 600; text-decoration: none">${label}</a></p>
  <p><a href="${href}" style="color: inherit; word-break: break-all">${href}</a></p>
</#macro>

<#-- One line to read or copy; no link around it, and nothing in it that a copy would take along. -->
<#macro code text>
  <p style="margin: .5em 0; font: 600 1.75em/1.4 ui-monospace, Menlo, Consolas, monospace; letter-spacing: .08em; white-space: nowrap">${text}</p>
</#macro>

<#-- facts: label and value in turn; a value may be missing. -->
<#macro facts pairs>
  <p style="padding-left: .9em; border-left: 3px solid #8a94a6; overflow-wrap: anywhere">
    <#list pairs as pair>
      <#if pair.value?has_content>${msg(pair.label)} <bdi><strong>${pair.value}</strong></bdi><br></#if>
    </#list>
  </p>
</#macro>

<#-- What an account is opened or confirmed with: its kind, what somebody called it, and since when it is there. -->
<#macro ways list>
  <ul style="padding-left: 1.4em; overflow-wrap: anywhere">
    <#list list as way>
      <li>${msg(way.key)}<#if way.name?has_content> <bdi><strong>${way.name}</strong></bdi></#if><#if way.since??>, ${msg("way.since", way.since)}</#if></li>
    </#list>
  </ul>
</#macro>

<#macro help>
  <p style="margin-top: 2em; font-size: 14px">
    <#if !mail.help??>
      ${msg("mail.helpAdministrator", realmName)}
    <#else>
      ${msg(mail.help.href?starts_with("mailto:")?then("mail.help", "mail.helpPage"))} <a href="${mail.help.href}" style="color: inherit">${mail.help.text}</a>
    </#if>
  </p>
</#macro>
