{# An amount in the base currency at the day's rate, to the cent; null where there is no rate, never a guess. #}
{% macro amount_base(amount, rate) -%}
    cast(round({{ amount }} * {{ rate }}, 2) as decimal(18, 2))
{%- endmacro %}

{# Rate and its day for rows that have `currency` and `day`; the base currency itself is worth one of itself. #}
{% macro with_rates(relation) -%}
    select
        {{ relation }}.*,
        case
            when {{ onefold.currency_code(relation ~ '.currency') }} = '{{ var("base_currency") | upper }}' then cast(1 as decimal(20, 10))
            else rates.rate
        end as rate,
        case
            when {{ onefold.currency_code(relation ~ '.currency') }} = '{{ var("base_currency") | upper }}' then {{ relation }}.day
            else rates.rate_on
        end as rate_on
    from {{ relation }}
    left join {{ ref('onefold', 'exchange_rate_daily') }} as rates
        on {{ onefold.currency_code(relation ~ '.currency') }} = rates.currency and {{ relation }}.day = rates.day
{%- endmacro %}

{# The day of a timestamp in UTC. #}
{% macro utc_day(at) %}cast({{ at }} as date){% endmacro %}

{# A currency as the rates have it. #}
{% macro currency_code(currency) %}upper({{ onefold.blank_to_null(currency) }}){% endmacro %}
