{#
    What the status of an order or an invoice means: sold, or cancelled, returned or draft by the seed
    order_status_default. A status that it does not name is a sale.
#}
{{ config(meta={'touched_by': ['record']}) }}
with documents as (

    select record_name, source, status from {{ ref('onefold', 'order') }} where {{ touched('record') }}
    union all
    select record_name, source, status from {{ ref('onefold', 'invoice') }} where {{ touched('record') }}

),

statuses as (

    select
        {{ stage_key('source') }} as source,
        {{ stage_key('status') }} as status,
        meaning
    from {{ ref('order_status_default') }}

)

select
    documents.record_name,
    coalesce(own.meaning, common.meaning, 'sold') as meaning
from documents
left join statuses as own
    on lower(documents.source) = own.source and {{ stage_key('documents.status') }} = own.status
left join statuses as common
    on common.source = '*' and {{ stage_key('documents.status') }} = common.status
