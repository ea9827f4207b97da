{# How a stage, a pipeline or a status is compared: without case, blanks around it and Bitrix24's category (C3:WON). #}
{% macro stage_key(text) -%}
    coalesce(regexp_replace(lower(trim({{ text }})), '^c[0-9]+:', ''), '')
{%- endmacro %}

{# What a campaign is called in links and in every system: letters and digits in one spelling, anything else one underscore. #}
{% macro campaign_key(text) -%}
    nullif(trim({{ onefold.replace_all('lower(' ~ text ~ ')', '[^a-z0-9а-яёіїєґўәғқңөұүһß-ÿ]+', '_') }}, '_'), '')
{%- endmacro %}
