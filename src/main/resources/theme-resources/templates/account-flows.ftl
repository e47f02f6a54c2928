<#-- What our pages share. They lean on nothing but the layout and the classes of the realm's own theme. -->

<#-- The layout would show a chosen user in its own words, in older themes instead of the heading, beside a link that
     restarts the sign-in. Our pages name the account themselves. -->
<#function no><#return false></#function>
<#global auth = {"showUsername": no, "showResetCredentials": no, "showTryAnotherWayLink": no}>

<#-- PatternFly 5 draws a control around its input, everything else draws the input itself. -->
<#assign framed = properties.kcFormControlUtilClass?has_content>

<#-- WCAG 2.4.2: Keycloak titles each of its pages "Sign in to …". -->
<#macro title key>
  <#global title = msg(key) + " – " + realm.displayName>
</#macro>

<#-- An error or a rule: its key, and the values that its message names. -->
<#function words item>
  <#local values = item.params![]>
  <#return msg(item.key, values[0]!"", values[1]!"", values[2]!"")>
</#function>

<#-- Nobody reads "1,437 minutes": a long time is said in whole hours, and never promises too much. -->
<#function time duration>
  <#if duration.unit == "min" && duration.amount gt 300>
    <#return msg("duration.h", (duration.amount / 60)?floor)>
  </#if>
  <#return msg("duration." + duration.unit, duration.amount)>
</#function>

<#macro page name>
  <link rel="stylesheet" href="${url.resourcesPath}/css/account-flows.css">
  <div class="af-page" data-page="${name}">
    <#nested>
  </div>
  <script type="module" src="${url.resourcesPath}/js/account-flows.js"></script>
</#macro>

<#-- What somebody typed or is called: as it is, on a line of its own, in its own direction of writing. -->
<#macro who text>
  <p class="af-who"><bdi>${text}</bdi></p>
</#macro>

<#-- What an account is opened or confirmed with: its kind, what somebody called it, and since when it is there. -->
<#macro ways list>
  <ul class="af-list">
    <#list list as way>
      <li>${msg(way.key)}<#if way.name?has_content> <bdi><strong>${way.name}</strong></bdi></#if><#rt>
          <#lt><#if way.since??>, <span class="af-small">${msg("way.since", way.since)}</span></#if></li>
    </#list>
  </ul>
</#macro>

<#macro alert type="error" id="">
  <div<#if id?has_content> id="${id}"</#if> role="${(type == "error")?then("alert", "status")}"
      class="alert-${type} ${properties.kcAlertClass!"af-alert"} pf-m-${(type == "error")?then("danger", type)}">
    <div class="${properties.kcAlertIconClass!"pf-c-alert__icon"}" aria-hidden="true">
      <span class="${(type == "error")?then(properties.kcFeedbackErrorIcon!, properties.kcFeedbackInfoIcon!)}"></span>
    </div>
    <div class="${properties.kcAlertTitleClass!}"><#nested></div>
  </div>
</#macro>

<#-- describedBy: ids of what explains this field. marked: with the star of Keycloak's own required fields. The nested part
     stands below it. -->
<#macro field name label value="" type="text" autocomplete="off" required=true readonly=false autofocus=false
    invalid=false describedBy="" inputmode="" maxlength=0 passwordrules="" autocapitalize="none" marked=false>
  <div class="${properties.kcFormGroupClass!}">
    <div class="${properties.kcFormGroupLabelClass!properties.kcLabelWrapperClass!}">
      <label for="${name}" class="${properties.kcLabelClass!}">
        <span class="${properties.kcFormLabelTextClass!}">${label}</span>
      </label>
      <#if marked><span class="${properties.kcInputRequiredClass!"required"}" aria-hidden="true">*</span></#if>
    </div>
    <div class="${properties.kcInputWrapperClass!}">
      <#local drawn = (properties.kcInputClass!) + invalid?then(" " + properties.kcError!, "")
          + readonly?then(" " + properties.kcFormReadOnlyClass!, "")>
      <#if framed><span class="${drawn}"></#if>
      <input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}"
          autocapitalize="${autocapitalize}" spellcheck="false" dir="auto"<#if !framed> class="${drawn}"</#if><#rt>
          <#lt><#if inputmode?has_content> inputmode="${inputmode}"</#if><#rt>
          <#lt><#if maxlength gt 0> maxlength="${maxlength?c}"</#if><#rt>
          <#lt><#if passwordrules?has_content> passwordrules="${passwordrules}"</#if><#rt>
          <#lt><#if required> required</#if><#if readonly> readonly</#if><#if autofocus> autofocus</#if><#rt>
          <#lt><#if invalid> aria-invalid="true"</#if><#rt>
          <#lt><#if describedBy?has_content> aria-describedby="${describedBy}"</#if>>
      <#if framed></span></#if>
      <#nested>
    </div>
  </div>
</#macro>

<#macro fieldError id text>
  <p id="${id}" role="alert" class="${properties.kcInputErrorMessageClass!} af-error">${text}</p>
</#macro>

<#function look rank>
  <#if rank == "link">
    <#return properties.kcButtonLinkClass!"af-link">
  </#if>
  <#return (properties.kcButtonClass!) + " " + (rank == "primary")?then(properties.kcButtonPrimaryClass!,
      properties.kcButtonSecondaryClass!"pf-m-secondary") + " " + properties.kcButtonBlockClass!>
</#function>

<#-- Buttons post their name, so that each works without JavaScript. -->
<#macro button label name="" rank="primary" describedBy="">
  <button type="submit" class="${look(rank)}"<#if name?has_content> name="${name}" value="true"</#if><#rt>
      <#lt><#if describedBy?has_content> aria-describedby="${describedBy}"</#if>>${label}<#nested></button>
</#macro>

<#-- Sends the mail again, once the pause is over; pause: a duration, or nothing. -->
<#macro resend pause label>
  <#if pause?has_content>
    <#local seconds = pause.amount * {"s": 1, "min": 60, "h": 3600}[pause.unit]>
    <p id="pause" class="af-small" role="status" data-af-pause="${seconds?c}"
        data-af-over="${msg("page.pauseOver")}">${msg("page.pause", time(pause))}</p>
    <@button label=label name="resend" rank="secondary" describedBy="pause"/>
  <#else>
    <@button label=label name="resend" rank="secondary"/>
  </#if>
</#macro>

<#macro link label href rank="link">
  <a class="${look(rank)}" href="${href}">${label}</a>
</#macro>

<#-- Where somebody finds help: as the realm's settings say, or with its administrator. where: href and text, or nothing. -->
<#macro help where>
  <p>
    <#if where?has_content>
      ${msg(where.href?starts_with("mailto:")?then("mail.help", "mail.helpPage"))} <a class="af-help-link" href="${where.href}">${where.text}</a>
    <#else>
      ${msg("mail.helpAdministrator", realm.displayName)}
    </#if>
  </p>
</#macro>

<#-- What a password of this realm is chosen with, wherever somebody chooses one. rules, errors: PasswordRules. -->
<#function isBroken rules>
  <#return rules?filter(rule -> rule.failed)?has_content>
</#function>

<#-- also: what else is wrong on the page, in words. -->
<#macro passwordErrors rules errors also="">
  <#if also?has_content || isBroken(rules) || errors?has_content>
    <@alert id="errors">
      <#if also?has_content><p>${also}</p></#if>
      <#if isBroken(rules)><p>${msg("password.error.rules")}</p></#if>
      <#list errors as error><p>${words(error)}</p></#list>
    </@alert>
  </#if>
</#macro>

<#-- For password generators: https://developer.apple.com/password-rules/ -->
<#function generatorRules rules>
  <#local named = {"lowerCase": "required: lower", "upperCase": "required: upper", "digits": "required: digit",
      "specialChars": "required: special"}>
  <#local all = "">
  <#list rules as rule>
    <#local policy = rule.key?remove_beginning("password.rule.")>
    <#if named[policy]??>
      <#local all += named[policy] + "; ">
    <#elseif policy == "length">
      <#local all += "minlength: " + rule.params[0]?c + "; ">
    <#elseif policy == "maxLength">
      <#local all += "maxlength: " + rule.params[0]?c + "; ">
    </#if>
  </#list>
  <#return all?trim>
</#function>

<#macro newPassword rules errors label=msg("password.new") again=msg("password.confirm") autofocus=true marked=false>
  <#local broken = isBroken(rules)>
  <#local mismatch = errors?filter(error -> error.key == "password.error.mismatch")?has_content>
  <#local wrong = broken || errors?has_content>
  <#local explained = wrong?then("errors ", "") + "hint" + rules?has_content?then(" rules", "")>
  <@field name="password-new" label=label type="password" autocomplete="new-password" autofocus=autofocus marked=marked
      invalid=wrong && (broken || !mismatch || errors?size gt 1) describedBy=explained
      passwordrules=generatorRules(rules)>
    <div class="af-help">
      <p id="hint">${msg("password.hint")}</p>
      <#if rules?has_content>
        <div id="rules">
          <p>${msg("password.rules")}</p>
          <ul class="af-rules">
            <#list rules as rule>
              <li<#if rule.failed> class="af-failed"</#if>>
                <span class="af-mark" aria-hidden="true">${rule.failed?then("✕", "•")}</span>
                <span>
                  <#if rule.failed><strong>${msg("password.rule.failed")}</strong></#if>
                  ${words(rule)}
                </span>
              </li>
            </#list>
          </ul>
        </div>
      </#if>
    </div>
  </@field>
  <@field name="password-confirm" label=again type="password" autocomplete="new-password" marked=marked
      invalid=mismatch describedBy=mismatch?then("errors", "")/>
  <div class="af-reveal" data-af-reveal hidden>
    <label class="af-check"><input type="checkbox" autocomplete="off"> ${msg("password.reveal")}</label>
  </div>
</#macro>
