{#
    The last day that the data tell of, never later than the day of the run: what counts back from today counts back
    from here, so that the same input gives the same output.
#}
with days as (

    {% for table, at in [
        ('deal', 'created_at'), ('deal', 'updated_at'), ('deal_stage_history', '"at"'), ('lead', 'created_at'),
        ('activity', '"at"'), ('sale', 'sold_on'), ('payment', 'paid_on')
    ] -%}
    select max({{ utc_day(at) }}) as day
    from {{ ref('onefold', table) }}
    where {{ utc_day(at) }} < {{ tomorrow() }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select max(day) as day from days having max(day) is not null
