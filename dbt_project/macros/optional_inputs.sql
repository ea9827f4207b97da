{#
    Inputs that a run may have nothing to write to. Created empty here, so that they need no special case.
#}
{% macro create_optional_inputs() %}
    create schema if not exists audit_input;
    create schema if not exists standardised;
    create schema if not exists match;
    create table if not exists audit_input.layer_count (
        layer varchar, source varchar, object varchar, rows_in bigint, quarantined bigint, suppressed bigint
    );
    create table if not exists audit_input.issue (
        code varchar, severity varchar, source varchar, object varchar, record_name varchar, field varchar,
        "rows" bigint, layer varchar
    );
    create table if not exists audit_input.correction (
        customer_id varchar, attribute varchar, value varchar, why varchar, corrected_by varchar, corrected_at varchar
    );
    create table if not exists standardised.country (
        raw varchar, status varchar, code varchar, rule_version varchar
    );
    create table if not exists match.identity_history (
        record_name varchar, customer_id varchar, rule varchar, weight double, valid_from timestamptz,
        valid_to timestamptz
    );
{% endmacro %}

{# The country a party states: as standardised, or a two-letter code as it stands. #}
{% macro stated_country(raw, countries) -%}
    case
        when {{ countries }}.raw is not null then {{ countries }}.code
        when upper({{ raw }}) = 'UK' then 'GB'
        when length({{ raw }}) = 2 then upper({{ raw }})
    end
{%- endmacro %}
