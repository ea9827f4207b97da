{# The rate to the base currency of every currency and day: the last one on or before the day, at most 31 days old. #}
with rates as (

    select
        cast(rate_on as date) as rate_on,
        upper(cast(currency as varchar)) as currency,
        cast(rate as decimal(20, 10)) as rate
    from {{ ref('exchange_rates') }}
    where upper(cast(base_currency as varchar)) = '{{ var("base_currency") | upper }}'

),

ages as (

    {% for age in range(32) -%}
    select {{ age }} as age
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

days as (

    select
        rates.currency,
        rates.rate_on + ages.age as day,
        rates.rate_on,
        rates.rate,
        row_number() over (
            partition by rates.currency, rates.rate_on + ages.age order by rates.rate_on desc
        ) as place
    from rates
    cross join ages
    where rates.currency <> '{{ var("base_currency") | upper }}'

)

select
    currency,
    cast(day as date) as day,
    rate_on,
    rate
from days
where place = 1
